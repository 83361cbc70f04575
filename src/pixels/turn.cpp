#include "pixels/turn.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace mien::pixels {

Image transposed(const Image& picture) {
  // Squares of this side stay in the fastest cache while they are read down and written across.
  constexpr int tile = 32;
  constexpr std::ptrdiff_t pixel = Image::channels;
  Image result(picture.height(), picture.width());
  for (int top = 0; top < picture.height(); top += tile) {
    const int bottom = std::min(top + tile, picture.height());
    for (int left = 0; left < picture.width(); left += tile) {
      const int right = std::min(left + tile, picture.width());
      for (int x = left; x < right; ++x) {
        std::uint8_t* out = result.mutable_row(x) + pixel * top;
        for (int y = top; y < bottom; ++y, out += pixel) {
          const std::uint8_t* const from = picture.row(y) + pixel * x;
          out[0] = from[0];
          out[1] = from[1];
          out[2] = from[2];
        }
      }
    }
  }
  return result;
}

void mirror_columns(Image& picture) {
  for (int y = 0; y < picture.height(); ++y) {
    std::uint8_t* left = picture.mutable_row(y);
    std::uint8_t* right = left + static_cast<std::ptrdiff_t>(picture.width() - 1) * Image::channels;
    for (; left < right; left += Image::channels, right -= Image::channels) {
      std::swap_ranges(left, left + Image::channels, right);
    }
  }
}

void mirror_rows(Image& picture) {
  const std::ptrdiff_t bytes = std::ptrdiff_t{Image::channels} * picture.width();
  for (int top = 0, bottom = picture.height() - 1; top < bottom; ++top, --bottom) {
    std::uint8_t* const row = picture.mutable_row(top);
    std::swap_ranges(row, row + bytes, picture.mutable_row(bottom));
  }
}

Image owned(const Image& picture) {
  Image result(picture.width(), picture.height());
  for (int y = 0; y < picture.height(); ++y) {
    std::memcpy(result.mutable_row(y), picture.row(y),
                static_cast<std::size_t>(picture.width()) * Image::channels);
  }
  return result;
}

}  // namespace mien::pixels
