#pragma once

#include "mien/core/image.h"

namespace mien::pixels {

/// Mirrored at the diagonal: width and height change places.
[[nodiscard]] Image transposed(const Image& picture);

/// Left and right change places.
/// @param picture owns its pixels
void mirror_columns(Image& picture);

/// Top and bottom change places.
/// @param picture owns its pixels
void mirror_rows(Image& picture);

/// A copy with pixels of its own, also of a view.
[[nodiscard]] Image owned(const Image& picture);

}  // namespace mien::pixels
