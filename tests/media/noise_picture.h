#pragma once

#include <cstdint>
#include <random>

#include "mien/core/image.h"

namespace mien {

/// A picture whose values are all random, and the same for the same seed.
inline Image noise_picture(int width, int height, std::uint32_t seed) {
  std::mt19937 random(seed);
  Image picture(width, height);
  for (int y = 0; y < height; ++y) {
    std::uint8_t* row = picture.mutable_row(y);
    for (int i = 0; i < width * Image::channels; ++i) row[i] = static_cast<std::uint8_t>(random());
  }
  return picture;
}

}  // namespace mien
