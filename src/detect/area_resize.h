#pragma once

#include "detect/cnn_kernels.h"
#include "mien/core/image.h"

namespace mien::detect {

/// A picture at another size, as `resize` makes it with ResizeRule::area: where it shrinks each
/// pixel is the mean over its area. It is several times as fast, and a value may differ by 1 for
/// rounding.
/// @param size at least 1x1
[[nodiscard]] Image area_resize(const CnnKernels& kernels, const Image& picture, Size size);

}  // namespace mien::detect
