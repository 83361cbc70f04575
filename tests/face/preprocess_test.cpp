#include "face/preprocess.h"

#include <gtest/gtest.h>

#include <vector>

namespace mien {
namespace {

// Two pixels, (10, 20, 30) and (40, 50, 60), in one row.
Image two_pixels() {
  Image image(2, 1);
  for (int i = 0; i < 6; ++i) image.mutable_row(0)[i] = static_cast<std::uint8_t>(10 * (i + 1));
  return image;
}

std::vector<float> written(InputSpec input) {
  input.width = 2;
  input.height = 1;
  std::vector<float> values(input_values(input));
  write_input(two_pixels(), input, values);
  return values;
}

TEST(Preprocess, WritesPlanesOfRgb) {
  EXPECT_EQ(written({.colour = ColourOrder::rgb,
                     .layout = TensorLayout::nchw,
                     .mean = {10, 0, 0},
                     .scale = {1, 2, 1}}),
            (std::vector<float>{0, 30, 40, 100, 30, 60}));
}

TEST(Preprocess, MeanAndScaleFollowTheColourOrder) {
  EXPECT_EQ(written({.colour = ColourOrder::bgr,
                     .layout = TensorLayout::nchw,
                     .mean = {30, 20, 10},
                     .scale = {1, 1, 0.5F}}),
            (std::vector<float>{0, 30, 0, 30, 0, 15}));
}

TEST(Preprocess, WritesInterleavedPixels) {
  EXPECT_EQ(written({.colour = ColourOrder::bgr,
                     .layout = TensorLayout::nhwc,
                     .mean = {0, 0, 0},
                     .scale = {1, 1, 1}}),
            (std::vector<float>{30, 20, 10, 60, 50, 40}));
}

TEST(Preprocess, WeighsGrey) {
  const std::vector<float> values =
      written({.colour = ColourOrder::grey, .mean = {10}, .scale = {2}});
  ASSERT_EQ(values.size(), 2U);
  EXPECT_NEAR(values[0], 2 * (0.299 * 10 + 0.587 * 20 + 0.114 * 30 - 10), 1e-4);
  EXPECT_NEAR(values[1], 2 * (0.299 * 40 + 0.587 * 50 + 0.114 * 60 - 10), 1e-4);
}

}  // namespace
}  // namespace mien
