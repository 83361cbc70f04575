#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "detect/boxes.h"
#include "detect/rfb_pass.h"
#include "mien/core/image.h"

namespace mien::detect {

/// The boxes of a map: how far its places are from each other, and the sides of the squares.
struct RfbLevel {
  int step = 0;
  std::array<float, 3> sides{};
  std::size_t count = 0;  ///< of sides
};

inline constexpr std::array<RfbLevel, 4> rfb_levels = {
    {{8, {10, 16, 24}, 3}, {16, {32, 48, 0}, 2}, {32, {64, 96, 0}, 2}, {64, {128, 192, 256}, 3}}};

/// The size of a picture that is shrunk, or grown, to a long side.
[[nodiscard]] Size rfb_shrunk(Size picture, int long_side);

/// Boxes of at least the score in pixels of `original`, in no order; overlapping ones are all
/// there. Boxes that are no numbers, or of no size, are left out.
/// @param small size of the picture that the network saw
/// @param original size of the picture that it was made of
[[nodiscard]] std::vector<Candidate> rfb_boxes(const RfbMaps& maps, Size small, Size original,
                                               float least_score);

}  // namespace mien::detect
