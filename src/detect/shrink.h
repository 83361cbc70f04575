#pragma once

#include "detect/cnn_kernels.h"
#include "mien/core/image.h"

namespace mien::detect {

/// A picture at a smaller size: each pixel is the mean over its area, as `resize` makes it with
/// ResizeRule::area. It is several times as fast, and a value may differ by 1 for rounding.
/// @param size at least 1x1, and no side larger than the picture's
[[nodiscard]] Image shrink(const CnnKernels& kernels, const Image& picture, Size size);

}  // namespace mien::detect
