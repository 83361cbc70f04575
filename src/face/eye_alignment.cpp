#include "face/eye_alignment.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <system_error>
#include <vector>

#include "face/picture_matrix.h"
#include "mien/core/error.h"

namespace mien {

namespace {

constexpr float longest_side = 32768;

Point whole(const Point& point) { return {std::trunc(point.x), std::trunc(point.y)}; }

int whole_side(float side) {
  return std::max(1, static_cast<int>(std::lround(std::clamp(side, 0.0F, longest_side))));
}

}  // namespace

std::optional<EyeCentres> eyes_in(std::string_view landmarks) {
  constexpr std::size_t all_points = 68;
  std::vector<float> numbers;
  while (!landmarks.empty() && numbers.size() <= 2 * all_points) {
    const std::size_t end = std::min(landmarks.find(';'), landmarks.size());
    float value = 0;
    const auto [stop, error] = std::from_chars(landmarks.data(), landmarks.data() + end, value);
    if (error != std::errc() || stop != landmarks.data() + end || !std::isfinite(value)) {
      return std::nullopt;
    }
    numbers.push_back(value);
    landmarks.remove_prefix(std::min(end + 1, landmarks.size()));
  }
  const auto mean = [&](std::size_t first, std::size_t count) {
    Point sum;
    for (std::size_t i = first; i < first + count; ++i) {
      sum.x += numbers[2 * i] / static_cast<float>(count);
      sum.y += numbers[2 * i + 1] / static_cast<float>(count);
    }
    return sum;
  };
  if (numbers.size() == 2 * all_points) return EyeCentres{mean(36, 6), mean(42, 6)};
  if (numbers.size() == 10 || numbers.size() == 4) return EyeCentres{mean(0, 1), mean(1, 1)};
  return std::nullopt;
}

AffineMap eye_alignment_map(const Box& box, const EyeCentres& eyes) {
  const Point left = whole(eyes.left);
  const Point right = whole(eyes.right);
  const double dx = right.x - left.x;
  const double dy = right.y - left.y;
  // Eyes that stand one above the other have no slope.
  const double angle = dx != 0 ? std::atan(dy / dx) : std::atan2(dy, 0.0);
  const double middle_x = std::floor((left.x + right.x) / 2);
  const double middle_y = std::floor((left.y + right.y) / 2);
  const double cosine = std::cos(angle);
  const double sine = std::sin(angle);
  const auto turned_x = [&](double x, double y) {
    return middle_x + cosine * (x - middle_x) + sine * (y - middle_y);
  };
  const auto turned_y = [&](double x, double y) {
    return middle_y - sine * (x - middle_x) + cosine * (y - middle_y);
  };
  const double corner_x = std::round(turned_x(box.x, box.y));
  const double corner_y = std::round(turned_y(box.x, box.y));
  return {static_cast<float>(cosine),
          static_cast<float>(sine),
          static_cast<float>(turned_x(0, 0) - corner_x),
          static_cast<float>(-sine),
          static_cast<float>(cosine),
          static_cast<float>(turned_y(0, 0) - corner_y)};
}

Image cut_by_eyes(const Image& picture, const Box& box, const EyeCentres& eyes) {
  if (!(box.width <= longest_side && box.height <= longest_side)) {
    throw Error(ErrorCode::input, fmt::format("box of a face: expected sides of at most {} pixels, "
                                              "found {} x {}",
                                              longest_side, box.width, box.height));
  }
  Image result(whole_side(box.width), whole_side(box.height));
  cv::Mat3b target(result.height(), result.width(),
                   reinterpret_cast<cv::Vec3b*>(result.mutable_row(0)));
  const AffineMap map = eye_alignment_map(box, eyes);
  cv::warpAffine(as_matrix(picture), target, cv::Matx23f(map.data()), target.size(),
                 cv::INTER_CUBIC, cv::BORDER_CONSTANT);
  return result;
}

}  // namespace mien
