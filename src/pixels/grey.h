#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "mien/core/image.h"

namespace mien::pixels {

/// A picture of one channel, 8 bits, row after row without gaps.
struct Grey {
  Grey() = default;
  /// All black.
  /// @param size at least 1x1
  explicit Grey(Size picture)
      : size(picture),
        values(static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height)) {
  }

  [[nodiscard]] const std::uint8_t* row(int y) const {
    return values.data() + static_cast<std::ptrdiff_t>(y) * size.width;
  }
  [[nodiscard]] std::uint8_t* row(int y) {
    return values.data() + static_cast<std::ptrdiff_t>(y) * size.width;
  }

  Size size;
  std::vector<std::uint8_t> values;
};

}  // namespace mien::pixels
