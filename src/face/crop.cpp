#include "mien/face/crop.h"

#include <cstddef>

#include "face/eye_alignment.h"
#include "face/upright.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "pixels/warp.h"

namespace mien {

Image cut_face(const Image& picture, const Detection& face, const InputSpec& input,
               const CropSpec& rule) {
  const Size size{input.width, input.height};
  if (rule.alignment == Alignment::five_point) {
    if (!face.landmarks) {
      throw Error(
          ErrorCode::usage,
          "alignment: expected five landmarks, by which the model aligns faces, found none: a "
          "detector gives them, and pictures that are taken for one face have none");
    }
    const AffineMap map = alignment_map(own_sides(*face.landmarks), size);
    return pixels::warped(picture, pixels::inverse_of(map), size, pixels::Border::constant);
  }
  if (rule.alignment == Alignment::eyes) {
    if (!face.landmarks) {
      throw Error(
          ErrorCode::usage,
          "alignment: expected landmarks of the eyes, by which the model aligns faces, found "
          "none: a detector gives them, and pictures that are taken for one face have none");
    }
    const Landmarks own = own_sides(*face.landmarks);
    const Image level = cut_by_eyes(picture, widened_box(face.box, rule), {own[0], own[1]});
    return resize(level, size, input.resize);
  }
  if (const int turn = face.landmarks ? turn_of(*face.landmarks) : 0; turn != 0) {
    const UprightFace upright = upright_face(picture, face, turn);
    return cut_face(upright.picture, upright.face, input, rule);
  }
  const Box region = crop_region(face.box, picture.size(), rule);
  const auto left = static_cast<std::ptrdiff_t>(region.x);
  const Image seen = Image::view(picture.row(static_cast<int>(region.y)) + Image::channels * left,
                                 static_cast<int>(region.width), static_cast<int>(region.height),
                                 picture.stride());
  return resize(seen, size, input.resize);
}

}  // namespace mien
