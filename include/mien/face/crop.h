#pragma once

#include <array>

#include "mien/core/face.h"
#include "mien/core/image.h"
#include "mien/nn/metadata.h"

namespace mien {

/// What faces are cut for. A model with an identity head may want a face cut in another way to be
/// compared with others than to be described.
enum class Purpose {
  attributes,  ///< age, gender, ethnicity and expression; identity comes along, less exact
  identity,    ///< the identity head, where a model has one; attributes come along, less exact
  both,        ///< each as it wants: a model with both runs twice
};

/// An affine map of points, (x, y) -> (a x + b y + c, d x + e y + f), as [a b c d e f].
using AffineMap = std::array<float, 6>;

/// The region of a picture that a network of crop rule `rule` sees of a face, in whole pixels. It
/// is the box widened by the margin on each side, made square if the rule says so, and cut at the
/// edges of the picture. At least 1x1 pixels, inside the picture.
/// @param box the detected box; it may reach beyond the picture
/// @param picture size of the picture, not empty
[[nodiscard]] Box crop_region(const Box& box, Size picture, const CropSpec& rule);

/// The similarity (rotation, scale, shift) that brings five landmarks closest to the template of
/// the paper's code, in the least-squares sense. The input has `size` (112x96 template, x + 8,
/// scaled from 112x112). Maps points of the picture to points of the input.
/// @throws Error (ErrorCode::input) if all landmarks are the same point
[[nodiscard]] AffineMap alignment_map(const Landmarks& landmarks, Size size);

/// Cuts a face out as the network of these specifications sees it, before normalisation. A face
/// whose landmarks say that it is upside down, or on its side by more than 60 degrees, is turned
/// upright first.
/// @return an owned picture of input.width x input.height
/// @throws Error (ErrorCode::usage) if the rule aligns by landmarks and the face has none
[[nodiscard]] Image cut_face(const Image& picture, const Detection& face, const InputSpec& input,
                             const CropSpec& rule);

}  // namespace mien
