#pragma once

#include <optional>

#include "mien/core/geometry.h"
#include "mien/core/image.h"
#include "mien/nn/metadata.h"

namespace mien::dataset {

/// A picture and the part of it that a network is to see.
struct FacePicture {
  Image picture;
  Box region;  ///< whole pixels, inside the picture
};

/// The whole picture.
[[nodiscard]] FacePicture whole(Image picture);

/// The region that inference cuts for a face of this box (`crop_region`), with up to half of its
/// sides around it, which moves bring into view.
/// @param crop without alignment, since a box has no landmarks
[[nodiscard]] FacePicture around(const Image& picture, const Box& box, const CropSpec& crop);

/// The region alone, as a view of the picture, which has to outlive it.
[[nodiscard]] Image seen(const FacePicture& face);

}  // namespace mien::dataset
