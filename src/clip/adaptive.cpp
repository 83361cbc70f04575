#include "mien/clip/adaptive.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include "mien/core/error.h"

namespace mien {

namespace {

void check_stages(std::int64_t frames, std::span<const AdaptiveStage> stages) {
  if (frames < 0) {
    throw Error(ErrorCode::input,
                fmt::format("adaptive rate: expected 0 frames or more, found {}", frames));
  }
  if (stages.empty()) {
    throw Error(ErrorCode::usage, "adaptive rate: expected a stage or more, found none");
  }
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const bool falls = i == 0 || stages[i].stride < stages[i - 1].stride;
    if (stages[i].stride >= 1 && falls && !std::isnan(stages[i].threshold)) continue;
    throw Error(ErrorCode::usage,
                fmt::format("adaptive rate: expected falling strides from 1 on and thresholds that "
                            "are numbers, found stride {} with threshold {} as stage {}",
                            stages[i].stride, stages[i].threshold, i + 1));
  }
}

void check_rate(double false_acceptance) {
  if (false_acceptance >= 0 && false_acceptance <= 1) return;
  throw Error(ErrorCode::usage,
              fmt::format("adaptive rate: expected a false acceptance rate from 0 to 1, found {}",
                          false_acceptance));
}

std::vector<double> checked_scores(std::vector<double> scores) {
  const bool good =
      !scores.empty() && std::ranges::none_of(scores, [](double s) { return std::isnan(s); });
  if (good) return scores;
  throw Error(ErrorCode::input,
              fmt::format("adaptive rate: expected a score for each class, found {}",
                          scores.empty() ? "none" : "one that is not a number"));
}

}  // namespace

double AdaptiveDecision::share_used() const {
  return frames == 0 ? 0 : static_cast<double>(frames_used) / static_cast<double>(frames);
}

AdaptiveDecision classify_adaptively(std::int64_t frames, std::span<const AdaptiveStage> stages,
                                     const FrameReader& read, const FramesClassifier& classify) {
  check_stages(frames, stages);
  AdaptiveDecision decision;
  decision.frames = frames;
  std::map<std::int64_t, std::vector<float>> known;
  for (std::size_t stage = 0; stage < stages.size(); ++stage) {
    std::vector<std::vector<float>> seen;
    for (std::int64_t i = 0; i < frames; i += stages[stage].stride) {
      auto entry = known.find(i);
      if (entry == known.end()) entry = known.emplace(i, read(i)).first;
      if (!entry->second.empty()) seen.push_back(entry->second);
    }
    decision.stage = stage;
    decision.frames_used = static_cast<std::int64_t>(known.size());
    if (seen.empty()) continue;
    decision.scores = checked_scores(classify(seen, stage));
    const auto best = std::ranges::max_element(decision.scores);
    decision.label = static_cast<std::size_t>(best - decision.scores.begin());
    if (*best > stages[stage].threshold) break;
  }
  return decision;
}

std::vector<double> mean_scores(std::span<const std::vector<float>> frames) {
  std::vector<double> scores;
  for (const std::vector<float>& frame : frames) {
    if (scores.empty()) scores.resize(frame.size());
    if (frame.size() != scores.size()) {
      throw Error(ErrorCode::input,
                  fmt::format("adaptive rate: expected {} numbers a frame, found {}", scores.size(),
                              frame.size()));
    }
    for (std::size_t i = 0; i < frame.size(); ++i)
      scores[i] += frame[i] / static_cast<double>(frames.size());
  }
  return scores;
}

double acceptance_threshold(std::span<const HeldOutDecision> decisions, double false_acceptance) {
  check_rate(false_acceptance);
  std::vector<double> correct;
  std::vector<double> wrong;
  for (const HeldOutDecision& decision : decisions) {
    if (std::isnan(decision.score)) {
      throw Error(ErrorCode::usage,
                  "adaptive rate: expected scores of decisions, found one that is not a number");
    }
    (decision.correct ? correct : wrong).push_back(decision.score);
  }
  std::ranges::sort(correct, std::greater<>());
  std::ranges::sort(wrong, std::greater<>());
  double threshold = std::numeric_limits<double>::infinity();
  for (const double score : correct) {
    const auto accepted = std::ranges::lower_bound(wrong, score, std::greater<>()) - wrong.begin();
    const double rate = static_cast<double>(accepted) / static_cast<double>(decisions.size());
    // 0.3 * 1 / 3 is a little less than 0.1.
    if (rate > false_acceptance + 1e-9) break;
    threshold = score;
  }
  return threshold;
}

double corrected_false_acceptance(double false_acceptance, std::size_t stage, std::size_t stages) {
  check_rate(false_acceptance);
  if (stage >= stages) {
    throw Error(ErrorCode::usage,
                fmt::format("adaptive rate: expected a stage below {}, found {}", stages, stage));
  }
  return false_acceptance * static_cast<double>(stage + 1) / static_cast<double>(stages);
}

std::vector<AdaptiveStage> adaptive_stages(std::span<const int> strides,
                                           std::span<const std::vector<HeldOutDecision>> held_out,
                                           double false_acceptance) {
  if (strides.empty() || held_out.size() + 1 != strides.size()) {
    throw Error(ErrorCode::usage,
                fmt::format("adaptive rate: expected decisions for each stride but the last, found "
                            "{} strides and decisions for {}",
                            strides.size(), held_out.size()));
  }
  std::vector<AdaptiveStage> stages;
  for (std::size_t i = 0; i < strides.size(); ++i) {
    const double threshold =
        i == held_out.size()
            ? -std::numeric_limits<double>::infinity()
            : acceptance_threshold(held_out[i],
                                   corrected_false_acceptance(false_acceptance, i, strides.size()));
    stages.push_back({strides[i], threshold});
  }
  check_stages(0, stages);
  return stages;
}

}  // namespace mien
