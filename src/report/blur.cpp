#include "mien/report/blur.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "pixels/turn.h"
#include "report/label_layout.h"

namespace mien {

namespace {

constexpr float blur_margin = 0.2F;
constexpr int fields = 6;

/// The pixels that a widened box touches.
PixelRect region_of(const Box& box, Size size) {
  for (const float value : {box.x, box.y, box.width, box.height}) {
    if (!std::isfinite(value)) return {0, 0, size.width, size.height};
  }
  const auto edge = [](float value, int side) {
    return static_cast<int>(std::clamp(value, 0.0F, static_cast<float>(side)));
  };
  const int left = edge(std::floor(box.x - blur_margin * box.width), size.width);
  const int top = edge(std::floor(box.y - blur_margin * box.height), size.height);
  const int right = edge(std::ceil(box.right() + blur_margin * box.width), size.width);
  const int bottom = edge(std::ceil(box.bottom() + blur_margin * box.height), size.height);
  return {left, top, std::max(right - left, 0), std::max(bottom - top, 0)};
}

}  // namespace

Image blurred(const Image& picture, std::span<const Box> faces) {
  if (picture.empty()) throw Error(ErrorCode::input, "picture: expected pixels, found none");
  Image copy = pixels::owned(picture);
  for (const Box& face : faces) {
    const PixelRect region = region_of(face, picture.size());
    if (region.width == 0 || region.height == 0) continue;
    const std::ptrdiff_t left = std::ptrdiff_t{Image::channels} * region.x;
    const Image part =
        Image::view(copy.row(region.y) + left, region.width, region.height, copy.stride());
    // Six fields would leave a face of few pixels as it is: of such one only its mean is left.
    const int across = std::min(region.width, region.height) < 2 * fields ? 1 : fields;
    const Image small = resize(part, {across, across}, ResizeRule::area);
    const Image large = resize(small, part.size(), ResizeRule::bilinear);
    for (int y = 0; y < region.height; ++y) {
      std::memcpy(copy.mutable_row(region.y + y) + left, large.row(y),
                  static_cast<std::size_t>(region.width) * Image::channels);
    }
  }
  return copy;
}

}  // namespace mien
