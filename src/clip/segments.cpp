#include "mien/clip/segments.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "mien/core/error.h"

namespace mien {

namespace {

constexpr double tick = 1e-6;  // seconds; sums of times are no more exact than this

float probability(const Classification& answer, const std::string& label) {
  const auto entry = std::ranges::find(answer.probabilities, label, &LabelProbability::label);
  return entry == answer.probabilities.end() ? 0 : entry->probability;
}

}  // namespace

SegmentBuilder::SegmentBuilder(const SegmentOptions& options) : options_(options) {
  const bool good = options.shortest >= 0 && std::isfinite(options.shortest) &&
                    options.margin >= 0 && options.margin <= 1 && options.longest_gap >= 0 &&
                    std::isfinite(options.longest_gap);
  if (!good) {
    throw Error(ErrorCode::usage,
                fmt::format("segments: expected shortest >= 0, margin 0 to 1 and longest gap >= 0, "
                            "found {}, {} and {}",
                            options.shortest, options.margin, options.longest_gap));
  }
}

SegmentEvent SegmentBuilder::add(double seconds, const Classification& emotion) {
  if (emotion.probabilities.empty()) return SegmentEvent::none;
  const auto span_at = [&](const std::string& label) {
    Span span;
    span.segment.begin = span.segment.end = seconds;
    span.segment.label = label;
    return span;
  };
  const std::string best = with_best_label(emotion.probabilities).label;

  const double seen_until = candidate_ ? candidate_->segment.end
                            : current_ ? current_->segment.end
                                       : seconds;
  if (current_ && seconds - seen_until > options_.longest_gap + tick) close();
  last_ = emotion;
  last_seconds_ = seconds;
  if (!current_) {
    current_ = span_at(best);
    return SegmentEvent::started;
  }
  const std::string& label = current_->segment.label;
  if (best == label) {
    if (candidate_) join_candidate();
    return SegmentEvent::none;
  }
  if (candidate_ && candidate_->segment.label != best) join_candidate();
  if (candidate_) {
    if (seconds - candidate_->segment.begin < options_.shortest - tick) return SegmentEvent::none;
    begin_candidate();
    return SegmentEvent::begun;
  }
  if (probability(emotion, best) - probability(emotion, label) < options_.margin)
    return SegmentEvent::none;
  candidate_ = span_at(best);
  if (options_.shortest > 0) return SegmentEvent::candidate;
  begin_candidate();
  return SegmentEvent::started;
}

void SegmentBuilder::lasted(double duration) {
  if (last_.probabilities.empty()) return;
  Span& span = candidate_ ? *candidate_ : *current_;
  span.segment.end = last_seconds_ + duration;
  span.segment.seen += duration;
  span.mean.add(last_, duration);
  last_.probabilities.clear();
}

std::vector<ExpressionSegment> SegmentBuilder::segments() const {
  SegmentBuilder whole = *this;
  whole.close();
  return whole.done_;
}

int SegmentBuilder::changes() const {
  SegmentBuilder whole = *this;
  whole.close();
  return whole.changes_;
}

bool SegmentBuilder::is_long(const Span& span) const {
  return span.segment.end - span.segment.begin >= options_.shortest - tick;
}

void SegmentBuilder::join_candidate() {
  current_->segment.end = candidate_->segment.end;
  current_->segment.seen += candidate_->segment.seen;
  current_->mean.add(candidate_->mean);
  candidate_.reset();
}

void SegmentBuilder::begin_candidate() {
  if (is_long(*current_)) {
    finish_current();
    ++changes_;
    current_ = std::move(candidate_);
    candidate_.reset();
  } else {
    current_->segment.label = candidate_->segment.label;
    join_candidate();
  }
}

void SegmentBuilder::finish_current() {
  ExpressionSegment& segment = current_->segment;
  if (const std::optional<Classification> mean = current_->mean.mean()) {
    if (!is_long(*current_)) segment.label = mean->label;
    segment.confidence = probability(*mean, segment.label);
  }
  done_.push_back(segment);
}

void SegmentBuilder::close() {
  lasted(0);
  if (!current_) return;
  if (candidate_) is_long(*candidate_) ? begin_candidate() : join_candidate();
  finish_current();
  current_.reset();
}

}  // namespace mien
