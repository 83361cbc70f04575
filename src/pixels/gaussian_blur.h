#pragma once

#include "mien/core/image.h"

namespace mien::pixels {

/// The picture after a Gaussian of this deviation, which ends three deviations away as OpenCV's for
/// 8 bits does. Beyond the edges the nearest pixel is repeated.
/// @param picture not empty
/// @param sigma pixels, above 0
[[nodiscard]] Image gaussian_blurred(const Image& picture, double sigma);

}  // namespace mien::pixels
