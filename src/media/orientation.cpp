#include "media/orientation.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "media/picture_matrix.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien::media {

namespace {

Image transposed(const Image& image) {
  Image result(image.height(), image.width());
  cv::Mat to = mutable_matrix_of(result);
  cv::transpose(matrix_of(image), to);
  return result;
}

void flip(Image& image, int direction) {
  cv::Mat pixels = mutable_matrix_of(image);
  cv::flip(pixels, pixels, direction);
}

/// The mirroring that is left to do after the transposition; nothing for 1 and 5.
std::optional<int> direction_of(int orientation) {
  constexpr int top_to_bottom = 0;
  constexpr int left_to_right = 1;
  constexpr int both = -1;
  switch (orientation) {
    case 2:
    case 6:
      return left_to_right;
    case 3:
    case 7:
      return both;
    case 4:
    case 8:
      return top_to_bottom;
    default:
      return std::nullopt;
  }
}

/// A copy with pixels of its own, also of a view.
Image owned(const Image& image) {
  Image result(image.width(), image.height());
  cv::Mat to = mutable_matrix_of(result);
  matrix_of(image).copyTo(to);
  return result;
}

}  // namespace

Image make_upright(Image image, int orientation) {
  Image result = orientation >= 5 ? transposed(image) : std::move(image);
  if (const auto direction = direction_of(orientation)) flip(result, *direction);
  return result;
}

}  // namespace mien::media

namespace mien {

Image turned(const Image& image, int degrees) {
  if (image.empty()) throw Error(ErrorCode::input, "picture: expected pixels, found none");
  const Image view = Image::view(image.row(0), image.width(), image.height(), image.stride());
  // As EXIF numbers the turns.
  switch (degrees) {
    case 0:
      return media::owned(image);
    case 90:
      return media::make_upright(view, 6);
    case 180:
      return media::make_upright(media::owned(image), 3);
    case 270:
      return media::make_upright(view, 8);
    default:
      throw Error(ErrorCode::usage,
                  fmt::format("degrees: expected 0, 90, 180 or 270, found {}", degrees));
  }
}

}  // namespace mien
