#include "mien/clip/affect_curve.h"

#include <algorithm>
#include <cmath>

namespace mien {

namespace {

/// So that a frame which lasts for no time counts where there is no other.
constexpr double least_weight = 1e-6;

}  // namespace

void AffectCurve::add(double seconds, const Affect& affect, double duration) {
  if (!std::isfinite(affect.valence) || !std::isfinite(affect.arousal)) return;
  if (std::isnan(first_)) first_ = seconds;
  const auto number = [&] { return static_cast<std::int64_t>((seconds - first_) / length_); };
  if (stretches_.empty() || stretches_.back().number != number()) {
    if (stretches_.size() == most_points) merge_pairs();
    // After merging the frame may belong to the last stretch.
    if (stretches_.empty() || stretches_.back().number != number()) {
      stretches_.push_back({.number = number(), .begin = seconds});
    }
  }
  Stretch& stretch = stretches_.back();
  const double weight = std::max(duration, least_weight);
  stretch.end = seconds + duration;
  stretch.weight += weight;
  stretch.valence += weight * affect.valence;
  stretch.arousal += weight * affect.arousal;
}

std::vector<AffectPoint> AffectCurve::points() const {
  std::vector<AffectPoint> points;
  points.reserve(stretches_.size());
  for (const Stretch& stretch : stretches_) {
    points.push_back({.begin = stretch.begin,
                      .end = stretch.end,
                      .affect = {.valence = static_cast<float>(stretch.valence / stretch.weight),
                                 .arousal = static_cast<float>(stretch.arousal / stretch.weight)}});
  }
  return points;
}

void AffectCurve::merge_pairs() {
  // Stretches apart in time may leave nothing to merge at once.
  while (stretches_.size() == most_points) {
    length_ *= 2;
    std::vector<Stretch> merged;
    for (Stretch stretch : stretches_) {
      stretch.number /= 2;
      if (merged.empty() || merged.back().number != stretch.number) {
        merged.push_back(stretch);
        continue;
      }
      Stretch& last = merged.back();
      last.end = stretch.end;
      last.weight += stretch.weight;
      last.valence += stretch.valence;
      last.arousal += stretch.arousal;
    }
    stretches_ = std::move(merged);
  }
}

}  // namespace mien
