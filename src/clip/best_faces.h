#pragma once

#include <cstddef>
#include <vector>

#include "mien/core/face.h"

namespace mien {

/// The best faces of one person in a clip, which say who it is. A face that no other one overlaps
/// is better than one that may share its feature. Then comes the higher `Face::quality`, then the
/// larger face, then the earlier one.
class BestFaces {
 public:
  static constexpr std::size_t most = 10;  ///< faces whose features count
  /// Quality of a face that counts, as a share of that of the best.
  static constexpr float least_quality = 0.75F;

  /// @param face with an identity feature; one without, or whose numbers are all 0 or not finite,
  /// is passed over
  /// @param seconds time of its frame
  /// @param alone whether no other face overlaps it
  /// @return whether it is the best so far
  bool add(const Face& face, double seconds, bool alone);

  [[nodiscard]] bool empty() const { return kept_.empty(); }

  /// The best face, with the mean feature of the faces that count, L2-normalised. There must be
  /// one.
  [[nodiscard]] Face face() const;

  /// When the best face was seen.
  [[nodiscard]] double seconds() const;

 private:
  struct Kept {
    Face face;
    double seconds = 0;
    bool alone = true;
    float quality = 0;
  };

  std::vector<Kept> kept_;  ///< the best first
};

/// Whether a feature can be compared: it has a number that is not 0, and all are finite.
[[nodiscard]] bool is_useful_feature(const std::vector<float>& feature);

}  // namespace mien
