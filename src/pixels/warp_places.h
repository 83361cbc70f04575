#pragma once

#include <cstdint>
#include <vector>

#include "mien/core/image.h"
#include "pixels/warp.h"

namespace mien::pixels {

/// Steps of a pixel in which OpenCV's warps look at a picture.
inline constexpr int place_steps = 32;

/// A place in a picture: a whole pixel, and steps to the right and down from its middle.
struct Place {
  std::int64_t x = 0;
  std::int64_t y = 0;
  int right = 0;  ///< 0 to place_steps - 1
  int down = 0;
};

/// Where each pixel of the answer looks, in whole numbers of a 1024th of a pixel as OpenCV adds
/// them.
class WarpPlaces {
 public:
  WarpPlaces(const Affine& back, Size size);

  /// @param y row of the answer
  void start_row(int y);

  /// @param x column of the answer in the row that was started
  [[nodiscard]] Place at(int x) const;

 private:
  Affine back_;
  std::vector<std::int64_t> across_x_;
  std::vector<std::int64_t> across_y_;
  std::int64_t row_x_ = 0;
  std::int64_t row_y_ = 0;
};

}  // namespace mien::pixels
