#pragma once

#include "mien/core/image.h"

namespace mien::media {

/// Resizes by a triangle filter that widens with the factor of shrinking, in the whole numbers of
/// Pillow's bilinear filter, so that both give the same bytes.
/// @param image not empty
/// @param size sides of at least 1
[[nodiscard]] Image resize_antialiased(const Image& image, Size size);

}  // namespace mien::media
