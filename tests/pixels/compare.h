#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "mien/core/image.h"

namespace mien {

/// Of all values of two pictures of one size.
inline int largest_difference(const Image& a, const Image& b) {
  EXPECT_EQ(a.size(), b.size());
  int largest = 0;
  for (int y = 0; y < std::min(a.height(), b.height()); ++y) {
    for (int i = 0; i < Image::channels * a.width(); ++i) {
      largest = std::max(largest, std::abs(int{a.row(y)[i]} - int{b.row(y)[i]}));
    }
  }
  return largest;
}

}  // namespace mien
