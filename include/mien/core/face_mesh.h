#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace mien {

/// How a head is turned, in degrees. All are 0 for a face that looks into the camera.
struct Pose {
  float yaw = 0;    ///< positive: the nose points to the right edge of the picture
  float pitch = 0;  ///< positive: the nose points up
  float roll = 0;   ///< positive: turned clockwise in the picture
};

/// A point of the surface of a face, in pixels of the upright picture. Its depth is in pixels as
/// well: less for what is nearer to the camera, and 0 at the middle of the head.
struct MeshPoint {
  float x = 0;
  float y = 0;
  float z = 0;
};

/// Height of the opening of an eye over its width: about 0.1 for a closed eye and 0.28 for an open
/// one. Left and right are the picture's.
struct EyeOpenness {
  float left = 0;
  float right = 0;
};

/// Where the irises stand in the eyes, as the picture shows it.
enum class Looking { left, ahead, right };

/// The names of `Looking` in its order.
inline constexpr std::array<std::string_view, 3> looking_names = {"left", "ahead", "right"};

/// The surface of a face, and what it says of head and eyes (docs/guides/detection.md).
struct FaceMesh {
  std::vector<MeshPoint> points;  ///< 468, in the order of MediaPipe's face mesh
  float score = 0;                ///< probability that a face is where the points are, 0 to 1
  Pose pose;                      ///< by the points
  /// Absent if the head is turned to the side by 30 degrees or more, where an eye is hidden.
  std::optional<EyeOpenness> openness = std::nullopt;
  /// Relative to the head; absent as `openness` is, and while an eye is closed.
  std::optional<Looking> looking = std::nullopt;
};

}  // namespace mien
