#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace mien::detect {

/// A box on its way through the cascade, from its first to its last pixel, so that it is x2 - x1 +
/// 1 pixels wide. Pixels count from 0.
struct Candidate {
  double x1 = 0;
  double y1 = 0;
  double x2 = 0;
  double y2 = 0;
  float score = 0;
  std::size_t origin = 0;             ///< number of the box that it was made of, where that counts
  std::array<float, 4> offsets{};     ///< of x1, y1, x2, y2, in widths and heights
  std::array<float, 10> landmarks{};  ///< five x, then five y, in widths and heights
};

enum class Overlap {
  over_union,    ///< intersection over union
  over_smaller,  ///< intersection over the smaller box
};

/// Greedy non-maximum suppression: boxes by falling score (equal ones in the order given), without
/// those that overlap a better one by more than `threshold`.
[[nodiscard]] std::vector<Candidate> suppress(std::span<const Candidate> boxes, double threshold,
                                              Overlap overlap);

/// The best `most` boxes in the order given.
void keep_best(std::vector<Candidate>& boxes, std::size_t most);

/// The smallest square around the centre of the box that holds it.
[[nodiscard]] Candidate squared(const Candidate& box);

/// What the offsets of a network are shares of.
enum class Extent {
  between,    ///< x2 - x1, as the published code has it after PNet
  inclusive,  ///< x2 - x1 + 1, as it has it after RNet and ONet
};

/// The box moved by its offsets.
[[nodiscard]] Candidate regressed(const Candidate& box, Extent extent);

}  // namespace mien::detect
