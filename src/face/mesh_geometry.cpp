#include "face/mesh_geometry.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "face/degrees.h"

namespace mien {

namespace {

// Numbers of MediaPipe's points.
constexpr std::size_t forehead = 10;
constexpr std::size_t chin = 152;
constexpr std::size_t left_cheek = 234;
constexpr std::size_t right_cheek = 454;

struct EyePoints {
  std::size_t left_corner, right_corner;
  std::array<std::size_t, 2> upper, lower;
};
constexpr EyePoints left_eye = {33, 133, {160, 158}, {144, 153}};
constexpr EyePoints right_eye = {362, 263, {385, 387}, {380, 373}};

using Vector = std::array<double, 3>;

Vector between(const MeshPoint& from, const MeshPoint& to) {
  return {double(to.x) - from.x, double(to.y) - from.y, double(to.z) - from.z};
}

Vector cross(const Vector& a, const Vector& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

double distance(const MeshPoint& a, const MeshPoint& b) {
  return std::hypot(double(a.x) - b.x, double(a.y) - b.y);
}

double openness_of(std::span<const MeshPoint> points, const EyePoints& eye) {
  const double width = distance(points[eye.left_corner], points[eye.right_corner]);
  if (!(width > 0)) return 0;
  double height = 0;
  for (std::size_t i = 0; i < eye.upper.size(); ++i) {
    height += distance(points[eye.upper[i]], points[eye.lower[i]]) / 2;
  }
  return height / width;
}

Point flat(const MeshPoint& point) { return {point.x, point.y}; }

}  // namespace

Point Similarity::operator()(const Point& point) const {
  return {static_cast<float>(a * point.x - b * point.y + c),
          static_cast<float>(b * point.x + a * point.y + d)};
}

double Similarity::scale() const { return std::hypot(a, b); }

Similarity Similarity::inverse() const {
  const double square = a * a + b * b;
  const double u = a / square;
  const double v = -b / square;
  return {u, v, -(u * c - v * d), -(v * c + u * d)};
}

Similarity square_to_picture(const Point& centre, double side, double angle, int size) {
  const double scale = size / side;
  Similarity map{scale * std::cos(angle), -scale * std::sin(angle), 0, 0};
  const double middle = size / 2.0;
  map.c = middle - (map.a * centre.x - map.b * centre.y);
  map.d = middle - (map.b * centre.x + map.a * centre.y);
  return map;
}

Pose mesh_pose(std::span<const MeshPoint> points) {
  const Vector across = between(points[left_cheek], points[right_cheek]);
  const Vector down = between(points[forehead], points[chin]);
  const Vector back = cross(across, down);
  const double length = std::hypot(back[0], back[1], back[2]);
  if (!(length > 0) || !std::isfinite(length)) return {};
  // Yaw and pitch are those of the head that stands upright.
  const double roll = std::atan2(across[1], across[0]);
  const double cosine = std::cos(roll);
  const double sine = std::sin(roll);
  const double x = -(back[0] * cosine + back[1] * sine) / length;
  const double y = -(back[1] * cosine - back[0] * sine) / length;
  const double z = -back[2] / length;
  return {static_cast<float>(std::atan2(x, -z) * degrees),
          static_cast<float>(std::asin(std::clamp(-y, -1.0, 1.0)) * degrees),
          static_cast<float>(roll * degrees)};
}

EyeCorners eye_corners(std::span<const MeshPoint> points, EyeSide side) {
  const EyePoints& eye = side == EyeSide::left ? left_eye : right_eye;
  return {flat(points[eye.left_corner]), flat(points[eye.right_corner])};
}

EyeOpenness eye_openness(std::span<const MeshPoint> points) {
  return {static_cast<float>(openness_of(points, left_eye)),
          static_cast<float>(openness_of(points, right_eye))};
}

float iris_position(const EyeCorners& corners, const Point& iris) {
  const double x = double(corners.right.x) - corners.left.x;
  const double y = double(corners.right.y) - corners.left.y;
  const double square = x * x + y * y;
  if (!(square > 0)) return 0.5F;
  return static_cast<float>(
      ((double(iris.x) - corners.left.x) * x + (double(iris.y) - corners.left.y) * y) / square);
}

std::optional<Looking> looking_by(float left, float right) {
  constexpr float aside = 0.1F;  // of the mean from the middle
  constexpr float apart = 0.25F;
  if (!(std::abs(left - right) <= apart)) return std::nullopt;
  const float mean = (left + right) / 2 - 0.5F;
  if (std::abs(mean) < aside) return Looking::ahead;
  return mean < 0 ? Looking::left : Looking::right;
}

}  // namespace mien
