#pragma once

#include <cstddef>
#include <vector>

#include "mien/c/mien.h"
#include "mien/core/image.h"

namespace mien::c {

/// The pictures that a caller lends: views of RGB pixels, converted copies of others.
/// @throws Error (ErrorCode::usage) for a struct or format that is unknown, (ErrorCode::input) as
/// `Image::view`
[[nodiscard]] std::vector<Image> borrowed_images(const mien_image* images, std::size_t count);

}  // namespace mien::c
