#pragma once

#include <array>

#include "mien/core/image.h"

namespace mien::pixels {

/// An affine map of points, (x, y) -> (a x + b y + c, d x + e y + f), as [a b c d e f]. Whole
/// numbers are the middles of pixels.
using Affine = std::array<double, 6>;

/// The inverse map. For a map that has none, all points go to (0, 0), as in OpenCV.
[[nodiscard]] Affine inverse_of(const Affine& map);
[[nodiscard]] Affine inverse_of(const std::array<float, 6>& map);

/// What is seen beyond the edges of a picture.
enum class Border {
  replicate,  ///< the nearest pixel
  constant,   ///< black
  reflect,    ///< the picture mirrored, the pixel at the edge once
};

/// The picture after an affine map of its points, each pixel from its four neighbours. The bytes of
/// OpenCV's warpAffine, which looks at every 32nd of a pixel.
/// @param picture not empty
/// @param back from points of the answer to points of the picture
/// @param size of the answer, at least 1x1
[[nodiscard]] Image warped(const Image& picture, const Affine& back, Size size, Border border);

/// The same from 16 neighbours, by cubic curves, and black beyond the edges.
[[nodiscard]] Image warped_by_cubics(const Image& picture, const Affine& back, Size size);

}  // namespace mien::pixels
