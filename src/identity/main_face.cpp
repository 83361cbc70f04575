#include "mien/identity/main_face.h"

#include <algorithm>

namespace mien {

std::optional<std::size_t> main_face(const ImageResult& photo) {
  const auto prominence = [&](const Face& face) {
    const Box& box = face.box;
    const double x = box.x + box.width / 2 - photo.width / 2.0;
    const double y = box.y + box.height / 2 - photo.height / 2.0;
    return box.area() - 2 * (x * x + y * y);
  };
  // Faces are by falling score, and max_element keeps the first of equal ones.
  const auto largest = std::ranges::max_element(photo.faces, {}, prominence);
  if (largest == photo.faces.end()) return std::nullopt;
  return static_cast<std::size_t>(largest - photo.faces.begin());
}

}  // namespace mien
