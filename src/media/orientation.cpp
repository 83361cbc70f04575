#include "media/orientation.h"

#include <optional>
#include <utility>

#include "media/picture_matrix.h"

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

}  // namespace

Image make_upright(Image image, int orientation) {
  Image result = orientation >= 5 ? transposed(image) : std::move(image);
  if (const auto direction = direction_of(orientation)) flip(result, *direction);
  return result;
}

}  // namespace mien::media
