#include "detect/area_resize.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "media/noise_picture.h"
#include "mien/media/image_io.h"

namespace mien::detect {
namespace {

struct Sizes {
  Size from;
  Size to;
};

class AreaResizeTest : public testing::TestWithParam<Sizes> {};

TEST_P(AreaResizeTest, AgreesWithOpenCvButForRounding) {
  const auto [from, to] = GetParam();
  const Image picture = noise_picture(from.width, from.height, 11);
  const Image expected = resize(picture, to, ResizeRule::area);
  for (const CnnKernels* kernels : supported_kernels()) {
    const Image small = area_resize(*kernels, picture, to);
    ASSERT_EQ(small.size(), to);
    int different = 0;
    for (int y = 0; y < to.height; ++y) {
      for (int i = 0; i < to.width * Image::channels; ++i) {
        const int difference = std::abs(small.row(y)[i] - expected.row(y)[i]);
        ASSERT_LE(difference, 1) << kernels->name << " row " << y << " value " << i;
        different += difference;
      }
    }
    // Ties are frequent where whole pixels are averaged: of a half, one in eight is rounded
    // otherwise.
    const bool whole = from.width % to.width == 0 && from.height % to.height == 0;
    const double most = whole ? 0.15 : 0.001;
    EXPECT_LE(different, 1 + most * to.width * to.height * Image::channels) << kernels->name;
  }
}

INSTANTIATE_TEST_SUITE_P(All, AreaResizeTest,
                         testing::Values(Sizes{{1920, 1280}, {640, 427}},
                                         Sizes{{640, 427}, {320, 214}},
                                         Sizes{{1280, 720}, {640, 360}},
                                         Sizes{{300, 200}, {100, 50}}, Sizes{{37, 23}, {37, 11}},
                                         Sizes{{31, 17}, {31, 17}}, Sizes{{7, 5}, {1, 1}},
                                         Sizes{{1, 1}, {1, 1}}));

// OpenCV grows with weights in 2048ths, so that many values are rounded otherwise.
TEST(AreaResize, GrowsAsOpenCvDoes) {
  for (const Sizes& sizes : {Sizes{{20, 15}, {47, 31}}, Sizes{{20, 40}, {33, 25}}}) {
    const Image picture = noise_picture(sizes.from.width, sizes.from.height, 11);
    const Image expected = resize(picture, sizes.to, ResizeRule::area);
    const Image large = area_resize(*supported_kernels().front(), picture, sizes.to);
    for (int y = 0; y < sizes.to.height; ++y) {
      for (int i = 0; i < sizes.to.width * Image::channels; ++i) {
        ASSERT_LE(std::abs(large.row(y)[i] - expected.row(y)[i]), 1) << "row " << y << " " << i;
      }
    }
  }
}

TEST(AreaResize, TakesAViewWithAStride) {
  const Image picture = noise_picture(60, 40, 11);
  const Image part = Image::view(picture.row(3) + 12, 41, 29, picture.stride());
  const CnnKernels& kernels = *supported_kernels().front();
  const Image small = area_resize(kernels, part, {20, 13});
  const Image expected = area_resize(kernels, resize(part, part.size()), {20, 13});
  for (int y = 0; y < 13; ++y) {
    EXPECT_TRUE(std::equal(small.row(y), small.row(y) + 60, expected.row(y)));
  }
}

TEST(AreaResize, KeepsTheBrightestAndTheDarkest) {
  for (const std::uint8_t value : {0, 255}) {
    Image picture(50, 50);
    for (int y = 0; y < 50; ++y) std::fill_n(picture.mutable_row(y), 150, value);
    const Image small = area_resize(*supported_kernels().front(), picture, {17, 13});
    for (int y = 0; y < 13; ++y) {
      EXPECT_EQ(std::count(small.row(y), small.row(y) + 51, value), 51);
    }
  }
}

}  // namespace
}  // namespace mien::detect
