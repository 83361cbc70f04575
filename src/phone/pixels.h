#pragma once

#include "mien/core/image.h"
#include "mien/core/resize_rule.h"
#include "mien/face/crop.h"

namespace mien::phone {

/// Resizes as OpenCV does, without it: each value is that of `mien::resize`, or off by 1.
/// @param rule bilinear or area
/// @throws Error (ErrorCode::input) for an empty picture, a size below 1x1, or another rule
[[nodiscard]] Image resized(const Image& image, Size size, ResizeRule rule);

/// The picture after an affine map of its points, black where the map looks beyond it, each pixel
/// from its four neighbours. As OpenCV's warpAffine, which looks at a 32nd of a pixel exactly.
/// @param map from points of `image` to points of the answer
/// @throws Error (ErrorCode::input) for an empty picture or a map that has no inverse
[[nodiscard]] Image warped(const Image& image, const AffineMap& map, Size size);

}  // namespace mien::phone
