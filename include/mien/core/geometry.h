#pragma once

#include <array>

namespace mien {

/// A point in pixels of the upright picture; (0, 0) is the top left corner of the top left pixel.
struct Point {
  float x = 0;
  float y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

/// An axis-aligned box in pixels of the upright picture. It may reach beyond the picture.
struct Box {
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;

  [[nodiscard]] float right() const { return x + width; }
  [[nodiscard]] float bottom() const { return y + height; }
  [[nodiscard]] float area() const { return width * height; }
  friend bool operator==(const Box&, const Box&) = default;
};

/// Five facial landmarks: left eye, right eye, nose tip, left and right mouth corner, where left
/// and right are the picture's (the subject's right eye comes first).
using Landmarks = std::array<Point, 5>;

/// Area of the overlap of two boxes over the area of their union, 0 to 1; 0 for empty boxes.
[[nodiscard]] float intersection_over_union(const Box& a, const Box& b);

}  // namespace mien
