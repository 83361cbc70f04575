#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "media/pictures.h"
#include "mien/media/image_io.h"

namespace mien {
namespace {

Image sample(int width, int height) {
  return decode_image(encode_with_opencv(".png", make_picture(width, height)), "x");
}

TEST(Resize, KeepsAPictureOfTheSameSize) {
  const Image image = sample(31, 17);
  EXPECT_EQ(greatest_difference(resize(image, {31, 17}, ResizeRule::area), image), 0);
  EXPECT_EQ(greatest_difference(resize(image, {31, 17}, ResizeRule::bilinear), image), 0);
}

TEST(Resize, AveragesTheArea) {
  const Image image = sample(64, 48);
  const Image small = resize(image, {16, 12}, ResizeRule::area);
  for (int y = 0; y < 12; ++y) {
    for (int i = 0; i < 48; ++i) {
      double sum = 0;
      for (int dy = 0; dy < 4; ++dy) {
        for (int dx = 0; dx < 4; ++dx) sum += image.row(4 * y + dy)[3 * (4 * (i / 3) + dx) + i % 3];
      }
      EXPECT_NEAR(small.row(y)[i], sum / 16, 0.51);
    }
  }
}

TEST(Resize, InterpolatesBetweenPixelCentres) {
  const std::vector<std::uint8_t> pixels = {0, 100, 200, 100, 0, 40};
  const Image image = Image::view(pixels.data(), 2, 1, 6);
  const Image large = resize(image, {4, 1}, ResizeRule::bilinear);
  EXPECT_THAT(std::vector<int>(large.row(0), large.row(0) + 12),
              testing::ElementsAre(0, 100, 200, 25, 75, 160, 75, 25, 80, 100, 0, 40));
}

TEST(Resize, TakesAViewWithAStride) {
  const Image image = sample(40, 30);
  const Image part = Image::view(image.row(4) + 15, 20, 10, image.stride());
  Image copy(20, 10);
  for (int y = 0; y < 10; ++y) std::copy_n(part.row(y), 60, copy.mutable_row(y));
  for (const ResizeRule rule : {ResizeRule::area, ResizeRule::bilinear}) {
    EXPECT_EQ(greatest_difference(resize(part, {7, 7}, rule), resize(copy, {7, 7}, rule)), 0);
  }
}

TEST(Resize, GoesToOnePixelAndBack) {
  EXPECT_EQ(resize(sample(300, 200), {1, 1}).size(), (Size{1, 1}));
  EXPECT_EQ(resize(sample(1, 1), {20, 30}).size(), (Size{20, 30}));
}

TEST(Resize, RefusesWhatMakesNoSense) {
  EXPECT_EQ(input_error([] {
              (void)resize(Image{}, {3, 3});
            }),
            "resize: expected a picture, found an empty one");
  EXPECT_EQ(input_error([] {
              (void)resize(sample(2, 2), {0, 3});
            }),
            "resize: expected a size of at least 1x1, found 0x3");
  EXPECT_NE(input_error([] { (void)resize(sample(2, 2), {3, -1}); }), "");
}

}  // namespace
}  // namespace mien
