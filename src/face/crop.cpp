#include "mien/face/crop.h"

#include <cstddef>
#include <opencv2/imgproc.hpp>

#include "face/eye_alignment.h"
#include "face/picture_matrix.h"
#include "face/upright.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien {

Image cut_face(const Image& picture, const Detection& face, const InputSpec& input,
               const CropSpec& rule) {
  const Size size{input.width, input.height};
  Image result(size.width, size.height);
  cv::Mat3b target(size.height, size.width, reinterpret_cast<cv::Vec3b*>(result.mutable_row(0)));
  const cv::Mat3b source = as_matrix(picture);
  if (rule.alignment == Alignment::five_point) {
    if (!face.landmarks) {
      throw Error(
          ErrorCode::usage,
          "alignment: expected five landmarks, by which the model aligns faces, found none: a "
          "detector gives them, and pictures that are taken for one face have none");
    }
    const AffineMap map = alignment_map(own_sides(*face.landmarks), size);
    const cv::Matx23f matrix(map.data());
    cv::warpAffine(source, target, matrix, target.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT);
    return result;
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
    cv::resize(as_matrix(level), target, target.size(), 0, 0,
               input.resize == ResizeRule::area ? cv::INTER_AREA : cv::INTER_LINEAR);
    return result;
  }
  if (const int turn = face.landmarks ? turn_of(*face.landmarks) : 0; turn != 0) {
    const UprightFace upright = upright_face(picture, face, turn);
    return cut_face(upright.picture, upright.face, input, rule);
  }
  const Box region = crop_region(face.box, picture.size(), rule);
  const cv::Rect rectangle(static_cast<int>(region.x), static_cast<int>(region.y),
                           static_cast<int>(region.width), static_cast<int>(region.height));
  if (input.resize == ResizeRule::antialias) {
    const Image seen =
        Image::view(picture.row(rectangle.y) + std::ptrdiff_t{Image::channels} * rectangle.x,
                    rectangle.width, rectangle.height, picture.stride());
    return resize(seen, size, ResizeRule::antialias);
  }
  const bool area = input.resize == ResizeRule::area;
  cv::resize(source(rectangle), target, target.size(), 0, 0,
             area ? cv::INTER_AREA : cv::INTER_LINEAR);
  return result;
}

}  // namespace mien
