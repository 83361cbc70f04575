#include "mien/clip/smoothing.h"

#include <fmt/format.h>

#include <cmath>

#include "clip/times.h"
#include "mien/clip/mean_classification.h"
#include "mien/core/error.h"

namespace mien {

namespace {

bool same_classes(const Classification& a, const Classification& b) {
  if (a.probabilities.size() != b.probabilities.size()) return false;
  for (std::size_t i = 0; i < a.probabilities.size(); ++i)
    if (a.probabilities[i].label != b.probabilities[i].label) return false;
  return true;
}

/// Moves `next` to `weight` times the way from `last` to it.
void blend(const std::optional<Classification>& last, std::optional<Classification>& next,
           double weight) {
  if (!next || !last || !same_classes(*last, *next)) return;
  std::vector<LabelProbability> probabilities = next->probabilities;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const double before = last->probabilities[i].probability;
    probabilities[i].probability =
        static_cast<float>(before + weight * (probabilities[i].probability - before));
  }
  const float sure_from = next->sure_from;
  *next = with_best_label(std::move(probabilities));
  next->sure_from = sure_from;
}

void blend(const std::optional<float>& last, std::optional<float>& next, double weight) {
  if (!next || !last || !std::isfinite(*last)) return;
  next = static_cast<float>(*last + weight * (double(*next) - *last));
}

void blend(const std::optional<AgeInterval>& last, std::optional<AgeInterval>& next,
           double weight) {
  if (!next || !last || !std::isfinite(last->low) || !std::isfinite(last->high)) return;
  next = AgeInterval{.low = static_cast<float>(last->low + weight * (next->low - last->low)),
                     .high = static_cast<float>(last->high + weight * (next->high - last->high))};
}

void blend(const std::optional<Affect>& last, std::optional<Affect>& next, double weight) {
  if (!next || !last || !std::isfinite(last->valence) || !std::isfinite(last->arousal)) return;
  next = Affect{
      .valence = static_cast<float>(last->valence + weight * (next->valence - last->valence)),
      .arousal = static_cast<float>(last->arousal + weight * (next->arousal - last->arousal))};
}

/// Keeps what a frame without an answer does not renew.
template <typename Attribute>
void keep(std::optional<Attribute>& kept, const std::optional<Attribute>& next) {
  if (next) kept = next;
}

}  // namespace

FaceSmoother::FaceSmoother(const SmoothingOptions& options) : options_(options) {
  const bool good = options.time_constant >= 0 && std::isfinite(options.time_constant) &&
                    options.longest_gap >= 0 && std::isfinite(options.longest_gap);
  if (!good) {
    throw Error(ErrorCode::usage,
                fmt::format("smoothing: expected time constant and longest gap >= 0, found {} and "
                            "{}",
                            options.time_constant, options.longest_gap));
  }
}

void FaceSmoother::smooth(FrameFaces& frame) {
  check_time("smoothing", frame.seconds, seconds_);
  seconds_ = frame.seconds;
  if (options_.time_constant == 0) return;
  std::erase_if(people_, [&](const auto& person) {
    return frame.seconds - person.second.seconds > options_.longest_gap;
  });
  for (TrackedFace& tracked : frame.faces) {
    Face& face = tracked.face;
    const auto [person, is_new] = people_.try_emplace(tracked.track);
    State& state = person->second;
    if (!is_new) {
      const double weight = -std::expm1(-(frame.seconds - state.seconds) / options_.time_constant);
      blend(state.age, face.age, weight);
      blend(state.age_interval, face.age_interval, weight);
      blend(state.gender, face.gender, weight);
      blend(state.emotion, face.emotion, weight);
      blend(state.ethnicity, face.ethnicity, weight);
      blend(state.affect, face.affect, weight);
    }
    state.seconds = frame.seconds;
    keep(state.age, face.age);
    keep(state.age_interval, face.age_interval);
    keep(state.gender, face.gender);
    keep(state.emotion, face.emotion);
    keep(state.ethnicity, face.ethnicity);
    keep(state.affect, face.affect);
  }
}

}  // namespace mien
