#include "mien/clip/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "clip/times.h"
#include "mien/clip/descriptor.h"
#include "mien/core/error.h"

namespace mien {

namespace {

constexpr double usual_frame = 1.0 / 25;

struct Shares {
  std::vector<LabelProbability> shares;
  std::string dominant;
};

class ShareSum {
 public:
  void add(const std::string& label, double seconds) { seconds_[label] += seconds; }
  void add(const ShareSum& other) {
    for (const auto& [label, seconds] : other.seconds_) seconds_[label] += seconds;
  }

  /// In mien's order of expressions, then by name.
  [[nodiscard]] Shares shares() const {
    double all = 0;
    for (const auto& [label, seconds] : seconds_) all += seconds;
    std::vector<LabelProbability> entries;
    for (const auto& [label, seconds] : seconds_) {
      const double share = all > 0 ? seconds / all : 1.0 / static_cast<double>(seconds_.size());
      entries.push_back({label, static_cast<float>(share)});
    }
    std::ranges::stable_sort(entries, {}, [](const LabelProbability& entry) {
      return std::ranges::find(emotion_labels, entry.label) - emotion_labels.begin();
    });
    Classification answer = with_best_label(std::move(entries));
    return {std::move(answer.probabilities), std::move(answer.label)};
  }

 private:
  std::map<std::string, double> seconds_;
};

double per_minute(int changes, double seconds) { return seconds > 0 ? changes * 60 / seconds : 0; }

}  // namespace

void ClipSummaryBuilder::MeanNumber::add(double value, double weight) {
  weighted_ += weight * value;
  weight_ += weight;
  plain_ += value;
  ++count_;
}

std::optional<float> ClipSummaryBuilder::MeanNumber::mean() const {
  if (count_ == 0) return std::nullopt;
  return static_cast<float>(weight_ > 0 ? weighted_ / weight_ : plain_ / count_);
}

ClipSummaryBuilder::ClipSummaryBuilder(const SummaryOptions& options) : options_(options) {
  (void)SegmentBuilder(options.segments);  // checks its options
  const bool good = options.longest_frame > 0 && std::isfinite(options.longest_frame) &&
                    options.frame_rate >= 0 && std::isfinite(options.frame_rate);
  if (!good) {
    throw Error(ErrorCode::usage,
                fmt::format("summary: expected longest frame > 0 and frame rate >= 0, found {} "
                            "and {}",
                            options.longest_frame, options.frame_rate));
  }
}

std::vector<ExpressionChange> ClipSummaryBuilder::add(const FrameFaces& frame) {
  std::set<int> tracks;
  for (const TrackedFace& face : frame.faces) {
    if (tracks.insert(face.track).second) continue;
    throw Error(ErrorCode::input,
                fmt::format("summary: expected each person once in frame {}, found {} twice",
                            frame.index, face.track));
  }
  check_time("summary", frame.seconds,
             last_ ? last_->seconds : -std::numeric_limits<double>::max());
  if (last_) {
    duration_ = std::min(frame.seconds - last_->seconds, options_.longest_frame);
    settle(duration_);
  } else {
    first_seconds_ = frame.seconds;
  }
  last_ = frame;
  for (TrackedFace& face : last_->faces) face.face.identity.clear();
  ++frames_;
  if (!frame.faces.empty()) ++frames_with_face_;

  std::vector<ExpressionChange> changes;
  for (const TrackedFace& face : frame.faces) {
    const auto [place, is_new] = people_.try_emplace(face.track);
    Person& person = place->second;
    if (is_new) {
      person.segments = SegmentBuilder(options_.segments);
      person.summary.track = face.track;
      person.summary.begin = frame.seconds;
    }
    ++person.summary.frames;
    if (face.detected) ++person.summary.detected;
    if (!face.face.emotion) continue;
    const SegmentEvent event = person.segments.add(frame.seconds, *face.face.emotion);
    if (event != SegmentEvent::none) changes.push_back({face.track, event});
  }
  return changes;
}

void ClipSummaryBuilder::settle(double duration) {
  MeanClassification faces;
  for (const TrackedFace& face : last_->faces) {
    Person& person = people_.at(face.track);
    person.summary.end = last_->seconds + duration;
    person.summary.seen += duration;
    person.segments.lasted(duration);
    if (face.face.age && std::isfinite(*face.face.age)) person.age.add(*face.face.age, duration);
    if (face.face.age_interval) {
      person.age_low.add(face.face.age_interval->low, duration);
      person.age_high.add(face.face.age_interval->high, duration);
    }
    if (face.face.affect) {
      const Affect& affect = *face.face.affect;
      person.valence.add(affect.valence, duration);
      person.arousal.add(affect.arousal, duration);
      person.affect.add(last_->seconds, affect, duration);
    }
    if (face.face.gender) person.gender.add(*face.face.gender, duration);
    if (face.face.ethnicity) person.ethnicity.add(*face.face.ethnicity, duration);
    if (!face.face.emotion) continue;
    person.emotion.add(*face.face.emotion, duration);
    faces.add(*face.face.emotion, 1);
  }
  if (const auto mean = faces.mean()) group_.add(*mean, duration);
  if (const auto main = choose_face(last_->faces, FaceChoice::largest)) {
    const Face& face = last_->faces[*main].face;
    if (face.emotion) main_.add(*face.emotion, duration);
  }
}

double ClipSummaryBuilder::last_duration() const {
  if (frames_ > 1) return duration_;
  const double frame = options_.frame_rate > 0 ? 1 / options_.frame_rate : usual_frame;
  return std::min(frame, options_.longest_frame);
}

ClipSummary ClipSummaryBuilder::summary() const {
  ClipSummary clip;
  if (!last_) return clip;
  ClipSummaryBuilder whole = *this;
  whole.settle(last_duration());
  clip.frames = clip.frames_used = frames_;
  clip.frames_with_face = frames_with_face_;
  clip.begin = first_seconds_;
  clip.seconds = last_->seconds + last_duration() - first_seconds_;
  clip.emotion = whole.main_.mean();
  clip.group_emotion = whole.group_.mean();
  ShareSum all;
  double seen = 0;
  for (const auto& [number, person] : whole.people_) {
    TrackSummary track = person.summary;
    track.age = person.age.mean();
    if (const auto low = person.age_low.mean()) {
      track.age_interval = AgeInterval{.low = *low, .high = *person.age_high.mean()};
    }
    if (const auto valence = person.valence.mean()) {
      track.affect = Affect{.valence = *valence, .arousal = *person.arousal.mean()};
      track.affect_curve = person.affect.points();
    }
    track.gender = person.gender.mean();
    track.emotion = person.emotion.mean();
    track.ethnicity = person.ethnicity.mean();
    track.segments = person.segments.segments();
    track.changes = person.segments.changes();
    track.changes_per_minute = per_minute(track.changes, track.seen);
    ShareSum own;
    for (const ExpressionSegment& segment : track.segments) own.add(segment.label, segment.seen);
    all.add(own);
    Shares shares = own.shares();
    track.shares = std::move(shares.shares);
    track.dominant = std::move(shares.dominant);
    clip.changes += track.changes;
    seen += track.seen;
    clip.tracks.push_back(std::move(track));
  }
  Shares shares = all.shares();
  clip.shares = std::move(shares.shares);
  clip.dominant = std::move(shares.dominant);
  clip.changes_per_minute = per_minute(clip.changes, seen);
  return clip;
}

}  // namespace mien
