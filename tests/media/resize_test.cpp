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
  EXPECT_EQ(greatest_difference(resize(image, {31, 17}, ResizeRule::antialias), image), 0);
}

TEST(Resize, AveragesTheArea) {
  const Image image = sample(64, 48);
  const Image small = resize(image, {16, 12}, ResizeRule::area);
  for (int y = 0; y < 12; ++y) {
    for (int i = 0; i < 48; ++i) {
      const int column = i / 3;
      const int channel = i % 3;
      double sum = 0;
      for (int dy = 0; dy < 4; ++dy) {
        for (int dx = 0; dx < 4; ++dx) {
          sum += image.row(4 * y + dy)[3 * (4 * column + dx) + channel];
        }
      }
      EXPECT_NEAR(small.row(y)[i], sum / 16, 0.51);
    }
  }
}

/// A picture of 13x9 pixels by formulas that the constants below were made from, too.
Image formulas() {
  Image image(13, 9);
  for (int y = 0; y < 9; ++y) {
    for (int x = 0; x < 13; ++x) {
      image.mutable_row(y)[3 * x] = static_cast<std::uint8_t>((17 * x + 31 * y) % 256);
      image.mutable_row(y)[3 * x + 1] = static_cast<std::uint8_t>((x * x + 5 * y) % 256);
      image.mutable_row(y)[3 * x + 2] = static_cast<std::uint8_t>((255 + 1024 - 9 * x * y) % 256);
    }
  }
  return image;
}

// Pillow 9.4: Image.resize(size, Image.BILINEAR).
TEST(Resize, GivesTheBytesOfPillow) {
  const std::vector<int> both_shrunk = {44,  6,   247, 83,  16,  230, 128, 41,  210, 173, 80,  191,
                                        196, 124, 174, 106, 16,  228, 145, 26,  168, 181, 51,  110,
                                        159, 90,  110, 92,  134, 138, 176, 28,  206, 191, 38,  113,
                                        102, 63,  135, 64,  102, 122, 90,  146, 119, 167, 38,  186,
                                        90,  48,  105, 73,  73,  118, 113, 112, 108, 152, 156, 124};
  const Image small = resize(formulas(), {5, 4}, ResizeRule::antialias);
  std::vector<int> actual;
  for (int y = 0; y < 4; ++y) actual.insert(actual.end(), small.row(y), small.row(y) + 15);
  EXPECT_EQ(actual, both_shrunk);
  // The last row of 20x3: wider and lower.
  const std::vector<int> last_row = {209, 34,  255, 187, 34,  226, 164, 35,  187, 175, 37,  147,
                                     145, 40,  108, 101, 44,  73,  112, 48,  75,  99,  53,  113,
                                     70,  59,  174, 60,  66,  156, 61,  74,  127, 72,  83,  87,
                                     83,  92,  88,  94,  103, 99,  105, 114, 122, 116, 126, 126,
                                     127, 139, 128, 138, 152, 131, 149, 167, 116, 157, 178, 102};
  const Image wide = resize(formulas(), {20, 3}, ResizeRule::antialias);
  EXPECT_EQ(std::vector<int>(wide.row(2), wide.row(2) + 60), last_row);
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
