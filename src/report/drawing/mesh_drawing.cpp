#include "report/drawing/mesh_drawing.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace mien {

namespace {

constexpr std::size_t points_of_mesh = 468;

// Closed lines through MediaPipe's points.
constexpr std::size_t outline[] = {10,  338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288,
                                   397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136,
                                   172, 58,  132, 93,  234, 127, 162, 21,  54,  103, 67,  109};
constexpr std::size_t left_eye[] = {33,  246, 161, 160, 159, 158, 157, 173,
                                    133, 155, 154, 153, 145, 144, 163, 7};
constexpr std::size_t right_eye[] = {362, 398, 384, 385, 386, 387, 388, 466,
                                     263, 249, 390, 373, 374, 380, 381, 382};
constexpr std::size_t lips[] = {61,  185, 40,  39,  37,  0,  267, 269, 270, 409,
                                291, 375, 321, 405, 314, 17, 84,  181, 91,  146};

bool drawable(const MeshPoint& point, const report::Canvas& canvas) {
  const auto widest = static_cast<float>(std::max(canvas.width, canvas.height));
  return std::abs(point.x) < 2 * widest && std::abs(point.y) < 2 * widest;
}

report::CanvasPoint canvas_point(const MeshPoint& point) {
  // A canvas counts from the middle of the first pixel.
  return {static_cast<int>(std::lround((point.x - 0.5F) * report::pixel_parts)),
          static_cast<int>(std::lround((point.y - 0.5F) * report::pixel_parts))};
}

void draw_line(const report::Canvas& canvas, const FaceMesh& mesh,
               std::span<const std::size_t> line, int thickness) {
  std::vector<report::CanvasPoint> places;
  for (const std::size_t index : line) {
    if (!drawable(mesh.points[index], canvas)) return;
    places.push_back(canvas_point(mesh.points[index]));
  }
  report::drawing_backend().closed_line(canvas, places, {120, 230, 255}, thickness);
}

}  // namespace

void draw_mesh(const report::Canvas& canvas, const FaceMesh& mesh, float width) {
  if (mesh.points.size() != points_of_mesh) return;
  const float side = std::clamp(width, 0.0F, static_cast<float>(canvas.width));
  const int thickness = std::max(1, static_cast<int>(std::lround(side / 250)));
  for (const auto& line :
       {std::span<const std::size_t>(outline), {left_eye}, {right_eye}, {lips}}) {
    draw_line(canvas, mesh, line, thickness);
  }
  const int radius =
      static_cast<int>(std::lround(std::max(0.5F, side / 350) * report::pixel_parts));
  for (const MeshPoint& point : mesh.points) {
    if (!drawable(point, canvas)) continue;
    report::drawing_backend().dot(canvas, canvas_point(point), radius, {255, 255, 255});
  }
}

}  // namespace mien
