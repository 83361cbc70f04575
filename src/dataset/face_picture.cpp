#include "dataset/face_picture.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "mien/face/crop.h"
#include "pixels/turn.h"

namespace mien::dataset {

namespace {

struct Corner {
  int x;
  int y;
};

Image view_of(const Image& picture, Corner corner, Size size) {
  return Image::view(picture.row(corner.y) + std::ptrdiff_t{3} * corner.x, size.width, size.height,
                     picture.stride());
}

}  // namespace

FacePicture whole(Image picture) {
  const Box all = {0, 0, static_cast<float>(picture.width()), static_cast<float>(picture.height())};
  return {std::move(picture), all};
}

FacePicture around(const Image& picture, const Box& box, const CropSpec& crop) {
  const Box region = crop_region(box, picture.size(), crop);
  const auto x = static_cast<int>(region.x);
  const auto y = static_cast<int>(region.y);
  const auto width = static_cast<int>(region.width);
  const auto height = static_cast<int>(region.height);
  const Corner first = {std::max(0, x - width / 2), std::max(0, y - height / 2)};
  const Corner last = {std::min(picture.width(), x + width + width / 2),
                       std::min(picture.height(), y + height + height / 2)};
  return {pixels::owned(view_of(picture, first, {last.x - first.x, last.y - first.y})),
          {static_cast<float>(x - first.x), static_cast<float>(y - first.y), region.width,
           region.height}};
}

Image seen(const FacePicture& face) {
  return view_of(face.picture, {static_cast<int>(face.region.x), static_cast<int>(face.region.y)},
                 {static_cast<int>(face.region.width), static_cast<int>(face.region.height)});
}

}  // namespace mien::dataset
