#include "mien/report/blur.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>

#include "mien/core/error.h"

namespace mien {

namespace {

constexpr float blur_margin = 0.2F;
constexpr int fields = 6;

/// The pixels that a widened box touches.
cv::Rect region_of(const Box& box, Size size) {
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
  Image copy(picture.width(), picture.height());
  for (int y = 0; y < picture.height(); ++y) {
    std::memcpy(copy.mutable_row(y), picture.row(y),
                static_cast<std::size_t>(picture.width()) * Image::channels);
  }
  cv::Mat canvas(copy.height(), copy.width(), CV_8UC3, copy.mutable_row(0),
                 static_cast<std::size_t>(copy.stride()));
  for (const Box& face : faces) {
    const cv::Rect region = region_of(face, picture.size());
    if (region.area() == 0) continue;
    cv::Mat part = canvas(region);
    // Six fields would leave a face of few pixels as it is: of such one only its mean is left.
    const int across = std::min(region.width, region.height) < 2 * fields ? 1 : fields;
    cv::Mat small;
    cv::resize(part, small, {across, across}, 0, 0, cv::INTER_AREA);
    cv::Mat large;
    cv::resize(small, large, region.size(), 0, 0, cv::INTER_LINEAR);
    large.copyTo(part);
  }
  return copy;
}

}  // namespace mien
