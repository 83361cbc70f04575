#include "face/upright.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace mien {

namespace {

/// What networks may see around a face, as a multiple of its longer side: a margin of 2, made
/// square.
constexpr float surroundings = 3;

struct Axis {
  float x;
  float y;
};

/// From between the eyes to between the corners of the mouth.
Axis down_of(const Landmarks& landmarks) {
  const auto& [left_eye, right_eye, nose, left_corner, right_corner] = landmarks;
  return {(left_corner.x + right_corner.x - left_eye.x - right_eye.x) / 2,
          (left_corner.y + right_corner.y - left_eye.y - right_eye.y) / 2};
}

/// Where a point is after the picture was turned.
Point turned_point(Point point, Size picture, int degrees) {
  const auto width = static_cast<float>(picture.width);
  const auto height = static_cast<float>(picture.height);
  if (degrees == 90) return {height - point.y, point.x};
  if (degrees == 180) return {width - point.x, height - point.y};
  return {point.y, width - point.x};
}

Box turned_box(const Box& box, Size picture, int degrees) {
  const Point a = turned_point({box.x, box.y}, picture, degrees);
  const Point b = turned_point({box.right(), box.bottom()}, picture, degrees);
  return {std::min(a.x, b.x), std::min(a.y, b.y), std::abs(b.x - a.x), std::abs(b.y - a.y)};
}

/// Left and right are the picture's, so that they may have to change places.
Landmarks ordered(Landmarks landmarks) {
  if (landmarks[0].x > landmarks[1].x) std::swap(landmarks[0], landmarks[1]);
  if (landmarks[3].x > landmarks[4].x) std::swap(landmarks[3], landmarks[4]);
  return landmarks;
}

Image turned_part(const Image& picture, int degrees) {
  const bool sideways = degrees % 180 != 0;
  Image result(sideways ? picture.height() : picture.width(),
               sideways ? picture.width() : picture.height());
  const int last_x = picture.width() - 1;
  const int last_y = picture.height() - 1;
  for (int y = 0; y < result.height(); ++y) {
    std::uint8_t* out = result.mutable_row(y);
    for (int x = 0; x < result.width(); ++x) {
      const int from_x = degrees == 90 ? y : degrees == 180 ? last_x - x : last_x - y;
      const int from_y = degrees == 90 ? last_y - x : degrees == 180 ? last_y - y : x;
      const std::uint8_t* pixel =
          picture.row(from_y) + static_cast<std::ptrdiff_t>(from_x) * Image::channels;
      out = std::copy_n(pixel, Image::channels, out);
    }
  }
  return result;
}

int within(float value, int limit) {
  return std::clamp(static_cast<int>(std::lround(std::clamp(value, 0.0F, 1e6F))), 0, limit);
}

}  // namespace

Landmarks own_sides(Landmarks landmarks) {
  if (turn_of(landmarks) == 0) return landmarks;
  const Axis down = down_of(landmarks);
  const float across_x = landmarks[1].x - landmarks[0].x;
  const float across_y = landmarks[1].y - landmarks[0].y;
  const bool mirrored = across_x * down.y - across_y * down.x < 0;
  if (!mirrored) return landmarks;
  std::swap(landmarks[0], landmarks[1]);
  std::swap(landmarks[3], landmarks[4]);
  return landmarks;
}

int turn_of(const Landmarks& landmarks) {
  constexpr float side = 1.7320508F;  // the tangent of 60 degrees
  const Axis down = down_of(landmarks);
  if (std::abs(down.x) > side * std::abs(down.y)) return down.x > 0 ? 90 : 270;
  return down.y < 0 ? 180 : 0;
}

UprightFace upright_face(const Image& picture, const Detection& face, int degrees) {
  const float around = surroundings * std::max(face.box.width, face.box.height);
  const int left = std::min(within(face.box.x - around, picture.width()), picture.width() - 1);
  const int top = std::min(within(face.box.y - around, picture.height()), picture.height() - 1);
  const int right = std::max(within(face.box.right() + around, picture.width()), left + 1);
  const int bottom = std::max(within(face.box.bottom() + around, picture.height()), top + 1);
  const Image part = Image::view(picture.row(top) + std::ptrdiff_t{3} * left, right - left,
                                 bottom - top, picture.stride());
  UprightFace result{turned_part(part, degrees), face};
  const auto x = static_cast<float>(left);
  const auto y = static_cast<float>(top);
  const Box box{face.box.x - x, face.box.y - y, face.box.width, face.box.height};
  result.face.box = turned_box(box, part.size(), degrees);
  if (face.landmarks) {
    for (Point& point : *result.face.landmarks) {
      point = turned_point({point.x - x, point.y - y}, part.size(), degrees);
    }
    result.face.landmarks = ordered(*result.face.landmarks);
  }
  return result;
}

}  // namespace mien
