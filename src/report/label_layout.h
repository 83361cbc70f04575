#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "mien/core/geometry.h"
#include "mien/core/image.h"

namespace mien {

/// A rectangle of whole pixels.
struct PixelRect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  [[nodiscard]] int right() const { return x + width; }
  [[nodiscard]] int bottom() const { return y + height; }
  friend bool operator==(const PixelRect&, const PixelRect&) = default;
};

/// The whole pixels of a box that lie in the frame. A box beyond the frame becomes an empty one at
/// its edge; one that is not finite becomes an empty one at the origin.
[[nodiscard]] PixelRect clip_to_frame(const Box& box, Size frame);

/// A label for a face and the sizes in which it can be written, the best first.
struct LabelRequest {
  PixelRect face;
  std::vector<Size> sizes;
};

/// Where a label goes, and in which of its sizes.
struct LabelPlace {
  PixelRect rect;
  std::size_t size = 0;
};

/// Places labels above, below, beside or in their faces so that none overlaps another or leaves the
/// frame; nothing for a label that has no room. Larger faces choose first. Labels cover faces only
/// where nothing else is left.
[[nodiscard]] std::vector<std::optional<LabelPlace>> place_labels(
    Size frame, std::span<const LabelRequest> requests);

}  // namespace mien
