#pragma once

#include <optional>
#include <string_view>

#include "mien/core/face.h"
#include "mien/core/image.h"
#include "mien/face/crop.h"

namespace mien {

/// Where the middles of a face's eyes are, pixels.
struct EyeCentres {
  Point left;  ///< in the picture
  Point right;
};

/// The middles of the eyes by landmarks as texts have them, "x;y;x;y;..." in pixels. Of 68 points
/// they are the means of those of index 36 to 41 and 42 to 47. Of five points they are the first
/// two, and two points are the middles themselves.
/// @return nothing if they are none of these
[[nodiscard]] std::optional<EyeCentres> eyes_in(std::string_view landmarks);

/// The box with a rule's margin, made square if the rule says so; it may reach beyond the picture.
[[nodiscard]] Box widened_box(const Box& box, const CropSpec& rule);

/// The map with which Emotion-GCN's code cuts a face. A rotation about the middle between the eyes,
/// in whole pixels, brings them to one height. A shift then brings the upper left corner of the box
/// to 0, 0. Maps points of the picture to points of the crop.
[[nodiscard]] AffineMap eye_alignment_map(const Box& box, const EyeCentres& eyes);

/// Cuts a box out of a picture that is turned so that the eyes lie level. What lies outside of the
/// picture is black.
/// @return an owned picture of the size of the box, in whole pixels, 1 x 1 or more
/// @throws Error (ErrorCode::input) if a side of the box is over 32,768 pixels
[[nodiscard]] Image cut_by_eyes(const Image& picture, const Box& box, const EyeCentres& eyes);

}  // namespace mien
