#pragma once

#include <cstddef>
#include <optional>

#include "mien/core/face.h"

namespace mien {

/// Which face a photo is of, where it shows several: the one that is large and near the middle.
///
/// That is the greatest area of a box minus twice the squared distance between the middles of box
/// and photo, in square pixels. A person in front of a crowd is thus preferred to a larger face
/// that the edge of the photo cuts. Of equal faces the one with the higher detector score wins.
///
/// @return the index into `photo.faces`, or nothing if there is no face
[[nodiscard]] std::optional<std::size_t> main_face(const ImageResult& photo);

}  // namespace mien
