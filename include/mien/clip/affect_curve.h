#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "mien/core/face.h"

namespace mien {

/// Mean valence and arousal of a stretch of time.
struct AffectPoint {
  double begin = 0;  ///< seconds, of the first frame
  double end = 0;    ///< seconds, of the end of the last one
  Affect affect;
};

/// Valence and arousal of one person over time, in memory that does not grow with the clip. The
/// points are means of stretches, which are as short as `most_points` of them allow and at least a
/// tenth of a second.
class AffectCurve {
 public:
  static constexpr std::size_t most_points = 512;

  /// The next frame.
  /// @param seconds not before those of the frame added last
  /// @param duration seconds that the frame lasts, 0 or more
  void add(double seconds, const Affect& affect, double duration);

  /// By time.
  [[nodiscard]] std::vector<AffectPoint> points() const;

 private:
  struct Stretch {
    std::int64_t number = 0;
    double begin = 0;
    double end = 0;
    double weight = 0;
    double valence = 0;  ///< times weight
    double arousal = 0;  ///< times weight
  };
  void merge_pairs();

  double first_ = std::numeric_limits<double>::quiet_NaN();
  double length_ = 0.1;  ///< seconds of a stretch
  std::vector<Stretch> stretches_;
};

}  // namespace mien
