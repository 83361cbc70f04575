#include "detect/border.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace mien::detect {

Image with_border(const Image& image, int border) {
  Image wide(image.width() + 2 * border, image.height() + 2 * border);
  for (int y = 0; y < wide.height(); ++y) {
    const std::uint8_t* row = image.row(std::clamp(y - border, 0, image.height() - 1));
    std::uint8_t* out = wide.mutable_row(y);
    const auto repeat = [&](const std::uint8_t* pixel) {
      for (int i = 0; i < border; ++i) out = std::copy_n(pixel, Image::channels, out);
    };
    const std::ptrdiff_t length = static_cast<std::ptrdiff_t>(image.width()) * Image::channels;
    repeat(row);
    out = std::copy_n(row, length, out);
    repeat(row + length - Image::channels);
  }
  return wide;
}

Detection without_border(Detection face, int border, float scale) {
  const auto back = [&](float position) { return (position - static_cast<float>(border)) / scale; };
  face.box = {back(face.box.x), back(face.box.y), face.box.width / scale, face.box.height / scale};
  if (face.landmarks) {
    for (Point& point : *face.landmarks) point = {back(point.x), back(point.y)};
  }
  return face;
}

bool is_wanted(const Detection& face, Size picture, int min_face) {
  const float x = face.box.x + face.box.width / 2;
  const float y = face.box.y + face.box.height / 2;
  return x >= 0 && y >= 0 && x < static_cast<float>(picture.width) &&
         y < static_cast<float>(picture.height) &&
         std::max(face.box.width, face.box.height) >= static_cast<float>(min_face);
}

}  // namespace mien::detect
