#pragma once

#include <limits>
#include <map>
#include <optional>

#include "mien/clip/frame_faces.h"
#include "mien/core/face.h"

namespace mien {

struct SmoothingOptions {
  /// Time constant in seconds; 0 leaves everything as it is.
  double time_constant = 0.3;
  /// A person who was unseen for longer (seconds) starts anew.
  double longest_gap = 1.0;
};

/// Smooths probabilities, age, valence and arousal of each person over time, causally: with x(k) of
/// the model at time t(k),
///
///     y(0) = x(0),   y(k) = y(k-1) + (1 - exp(-(t(k) - t(k-1)) / time_constant)) (x(k) - y(k-1)),
///
/// the exponential filter for samples at any times. The sum of weights is 1, so that probabilities
/// sum to 1, and two filtered halves of an interval are one filtered whole. A step has passed half
/// of its height after 0.69 time constants. Labels are those of the highest smoothed probability,
/// also where a model has a threshold of its own.
/// Memory does not grow with the length of the clip, apart from a constant for each person seen
/// within `longest_gap`.
class FaceSmoother {
 public:
  /// @throws Error (ErrorCode::usage) for options that are negative or not finite
  explicit FaceSmoother(const SmoothingOptions& options = {});

  /// Smooths the age and its interval, gender, emotion, ethnicity and affect of the faces of the
  /// next frame in place. Attributes that a face lacks stay absent; a classification with other
  /// classes than before starts anew.
  /// @throws Error (ErrorCode::input) if the time is not finite or goes back
  void smooth(FrameFaces& frame);

 private:
  struct State {
    double seconds = 0;
    std::optional<float> age;
    std::optional<AgeInterval> age_interval;
    std::optional<Classification> gender;
    std::optional<Classification> emotion;
    std::optional<Classification> ethnicity;
    std::optional<Affect> affect;
  };
  SmoothingOptions options_;
  double seconds_ = std::numeric_limits<double>::lowest();
  std::map<int, State> people_;
};

}  // namespace mien
