#pragma once

#include <optional>
#include <span>

#include "mien/core/face_mesh.h"
#include "mien/core/geometry.h"

namespace mien {

/// Points of MediaPipe's face mesh.
inline constexpr std::size_t mesh_points = 468;

/// A similarity, (x, y) -> (a x - b y + c, b x + a y + d).
struct Similarity {
  double a = 1;
  double b = 0;
  double c = 0;
  double d = 0;

  [[nodiscard]] Point operator()(const Point& point) const;
  [[nodiscard]] double scale() const;
  [[nodiscard]] Similarity inverse() const;
};

/// The map of a square of `side` pixels around `centre`, turned clockwise by `angle` (radians),
/// to a picture of `size` by `size` pixels. It is mirrored afterwards by those who want it.
[[nodiscard]] Similarity square_to_picture(const Point& centre, double side, double angle,
                                           int size);

/// How the head is turned, by the axes through cheeks, forehead and chin.
/// @param points `mesh_points`
[[nodiscard]] Pose mesh_pose(std::span<const MeshPoint> points);

/// Which eye of a face: left and right are those of the picture of an upright face.
enum class EyeSide { left, right };

/// The corners of an eye, that on the left of the picture of an upright face first.
struct EyeCorners {
  Point left;
  Point right;
};

[[nodiscard]] EyeCorners eye_corners(std::span<const MeshPoint> points, EyeSide side);

/// Height over width of both eyes: the mean of two distances between the lids, divided by that of
/// the corners (the eye aspect ratio of Soukupova and Cech 2016).
[[nodiscard]] EyeOpenness eye_openness(std::span<const MeshPoint> points);

/// Where an iris stands on the way from the left corner of its eye (0) to the right one (1).
[[nodiscard]] float iris_position(const EyeCorners& corners, const Point& iris);

/// What the positions of both irises say, 0.5 being the middle; nothing if they contradict each
/// other.
[[nodiscard]] std::optional<Looking> looking_by(float left, float right);

}  // namespace mien
