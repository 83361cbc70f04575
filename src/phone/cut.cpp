#include "phone/cut.h"

#include <cstddef>

#include "face/upright.h"
#include "mien/core/error.h"
#include "mien/face/crop.h"
#include "phone/pixels.h"

namespace mien::phone {

Image cut(const Image& picture, const Detection& face, const InputSpec& input,
          const CropSpec& rule) {
  const Size size{input.width, input.height};
  if (rule.alignment == Alignment::five_point) {
    if (!face.landmarks) {
      throw Error(
          ErrorCode::usage,
          "alignment: expected five landmarks, by which the model aligns faces, found none");
    }
    return warped(picture, alignment_map(own_sides(*face.landmarks), size), size);
  }
  if (rule.alignment != Alignment::none) {
    throw Error(ErrorCode::model, "alignment: expected none or by five points, found another one");
  }
  if (const int turn = face.landmarks ? turn_of(*face.landmarks) : 0; turn != 0) {
    const UprightFace upright = upright_face(picture, face, turn);
    return cut(upright.picture, upright.face, input, rule);
  }
  const Box region = crop_region(face.box, picture.size(), rule);
  const auto x = static_cast<std::ptrdiff_t>(region.x);
  const Image seen = Image::view(picture.row(static_cast<int>(region.y)) + Image::channels * x,
                                 static_cast<int>(region.width), static_cast<int>(region.height),
                                 picture.stride());
  return resized(seen, size, input.resize);
}

}  // namespace mien::phone
