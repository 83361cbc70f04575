#include "mien/core/image.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "mien/core/error.h"

namespace mien {
namespace {

TEST(Image, StartsEmpty) {
  const Image image;
  EXPECT_TRUE(image.empty());
  EXPECT_EQ(image.size(), Size{});
}

TEST(Image, CopiesOwnedPixels) {
  Image image(2, 1);
  image.mutable_row(0)[0] = 7;
  Image copy = image;
  copy.mutable_row(0)[0] = 9;
  EXPECT_EQ(image.row(0)[0], 7);
  EXPECT_EQ(copy.row(0)[0], 9);
}

TEST(Image, MovingLeavesTheSourceEmpty) {
  Image image(2, 3);
  const Image moved = std::move(image);
  EXPECT_EQ(moved.size(), (Size{2, 3}));
  EXPECT_TRUE(image.empty());  // NOLINT(bugprone-use-after-move): this is what is tested
  EXPECT_EQ(image.width(), 0);
}

TEST(Image, ViewsHonourTheStride) {
  const std::vector<std::uint8_t> pixels = {1, 2, 3, 0, 4, 5, 6, 0};
  const Image view = Image::view(pixels.data(), 1, 2, 4);
  EXPECT_EQ(view.row(1)[0], 4);
  EXPECT_FALSE(view.owns_pixels());
  const Image copy = view;
  EXPECT_EQ(copy.row(0), pixels.data());
}

TEST(Image, RefusesImpossibleSizes) {
  EXPECT_THROW(Image(0, 5), Error);
  EXPECT_THROW(Image(5, -1), Error);
  const std::uint8_t pixel[3] = {};
  EXPECT_THROW(Image::view(nullptr, 1, 1, 3), Error);
  EXPECT_THROW(Image::view(pixel, 1, 1, 2), Error);
}

TEST(Image, RefusesToWriteToAView) {
  const std::uint8_t pixel[3] = {};
  Image view = Image::view(pixel, 1, 1, 3);
  EXPECT_THROW((void)view.mutable_row(0), Error);
}

TEST(Image, CopiesBgrWithAStride) {
  const std::uint8_t bgr[] = {1, 2, 3, 4, 5, 6, 99, 99, 7, 8, 9, 10, 11, 12, 99, 99};
  const Image image = Image::from_bgr(bgr, 2, 2, 8);
  ASSERT_TRUE(image.owns_pixels());
  const std::vector<int> first(image.row(0), image.row(0) + 6);
  const std::vector<int> second(image.row(1), image.row(1) + 6);
  EXPECT_EQ(first, (std::vector<int>{3, 2, 1, 6, 5, 4}));
  EXPECT_EQ(second, (std::vector<int>{9, 8, 7, 12, 11, 10}));
  EXPECT_THROW((void)Image::from_bgr(bgr, 2, 2, 5), Error);
  EXPECT_THROW((void)Image::from_bgr(nullptr, 2, 2, 6), Error);
}

}  // namespace
}  // namespace mien
