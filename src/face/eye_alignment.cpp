#include "face/eye_alignment.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "mien/core/error.h"
#include "pixels/warp.h"

namespace mien {

namespace {

constexpr float longest_side = 32768;

Point whole(const Point& point) { return {std::trunc(point.x), std::trunc(point.y)}; }

int whole_side(float side) {
  return std::max(1, static_cast<int>(std::lround(std::clamp(side, 0.0F, longest_side))));
}

}  // namespace

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
  return pixels::warped_by_cubics(picture, pixels::inverse_of(eye_alignment_map(box, eyes)),
                                  {whole_side(box.width), whole_side(box.height)});
}

}  // namespace mien
