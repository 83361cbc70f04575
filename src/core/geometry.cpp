#include "mien/core/geometry.h"

#include <algorithm>

namespace mien {

float intersection_over_union(const Box& a, const Box& b) {
  const float width = std::min(a.right(), b.right()) - std::max(a.x, b.x);
  const float height = std::min(a.bottom(), b.bottom()) - std::max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const float overlap = width * height;
  return overlap / (a.area() + b.area() - overlap);
}

}  // namespace mien
