#pragma once

#include "mien/core/image.h"
#include "mien/detect/detector.h"

namespace mien::detect {

/// The picture with its edge pixels repeated `border` pixels beyond it, so that a face that the
/// edge cuts has something around it.
[[nodiscard]] Image with_border(const Image& image, int border);

/// A face found in a picture that was made smaller by `scale` and then got a border, in pixels of
/// the picture itself.
[[nodiscard]] Detection without_border(Detection face, int border, float scale);

/// Whether a face is one of the picture: its middle is in it, not in the repeated pixels, and its
/// longer side has at least `min_face` pixels.
[[nodiscard]] bool is_wanted(const Detection& face, Size picture, int min_face);

}  // namespace mien::detect
