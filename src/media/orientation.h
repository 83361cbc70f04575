#pragma once

#include "mien/core/image.h"

namespace mien::media {

/// Turns and mirrors a picture as an EXIF orientation, 1 to 8, says it is to be shown. From 5 on,
/// width and height change places.
[[nodiscard]] Image make_upright(Image image, int orientation);

}  // namespace mien::media
