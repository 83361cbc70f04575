#pragma once

#include "mien/core/face.h"
#include "mien/core/image.h"

namespace mien {

/// How far a face is to be turned clockwise to stand upright, in degrees. It is 180 if its eyes lie
/// below its mouth, 90 or 270 if it lies on its side by more than 60 degrees, else 0. The line from
/// between the eyes to between the corners of the mouth decides.
[[nodiscard]] int turn_of(const Landmarks& landmarks);

/// The landmarks of a face that is not upright, with left and right as on an upright one: detectors
/// name the left of the picture left. Those of other faces stay as they are.
[[nodiscard]] Landmarks own_sides(Landmarks landmarks);

/// A face with what is around it, turned so that it stands upright.
struct UprightFace {
  Image picture;
  Detection face;  ///< in pixels of `picture`
};

/// @param degrees clockwise: 90, 180 or 270
[[nodiscard]] UprightFace upright_face(const Image& picture, const Detection& face, int degrees);

}  // namespace mien
