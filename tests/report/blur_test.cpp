#include "mien/report/blur.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

#include "mien/core/error.h"

namespace mien {
namespace {

Image noise(int width, int height) {
  Image image(width, height);
  std::mt19937 random(4);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < 3 * width; ++x) {
      image.mutable_row(y)[x] = static_cast<std::uint8_t>(random() % 256);
    }
  }
  return image;
}

/// The greatest step from a pixel to its right neighbour in a part of a row.
int roughness(const Image& image, int y, int from, int to) {
  int most = 0;
  for (int x = 3 * from; x < 3 * (to - 1); ++x) {
    most = std::max(most, std::abs(image.row(y)[x] - image.row(y)[x + 3]));
  }
  return most;
}

TEST(Blur, LeavesNothingOfAFaceAndAllOfTheRest) {
  const Image picture = noise(200, 160);
  const Image hidden = blurred(picture, std::vector<Box>{{60, 50, 50, 40}});
  EXPECT_LT(roughness(hidden, 70, 60, 110), 20);
  EXPECT_LT(roughness(hidden, 50, 60, 110), 20);
  // A fifth more on each side.
  EXPECT_LT(roughness(hidden, 43, 51, 119), 20);
  for (int y = 0; y < 160; ++y) {
    for (int x = 0; x < 200; ++x) {
      const bool inside = x >= 50 && x < 120 && y >= 42 && y < 98;
      if (inside) continue;
      ASSERT_EQ(hidden.row(y)[3 * x], picture.row(y)[3 * x]) << x << " " << y;
    }
  }
}

TEST(Blur, TakesBoxesOfAnyPlaceAndSize) {
  const Image picture = noise(40, 30);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_NO_THROW((void)blurred(picture, std::vector<Box>{{-20, -20, 30, 30},
                                                          {35, 25, 1e30F, 1e30F},
                                                          {100, 100, 5, 5},
                                                          {5, 5, 0, 0},
                                                          {20, 20, 0.5F, 0.5F}}));
  // Of a small face one colour is left.
  const Image small = blurred(picture, std::vector<Box>{{10, 10, 5, 5}});
  EXPECT_EQ(roughness(small, 12, 9, 16), 0);
  // Nobody knows where this face is.
  EXPECT_LT(roughness(blurred(picture, std::vector<Box>{{nan, 1, 2, 3}}), 15, 0, 40), 40);
  EXPECT_THROW((void)blurred(Image(), {}), Error);
}

}  // namespace
}  // namespace mien
