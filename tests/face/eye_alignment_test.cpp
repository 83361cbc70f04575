#include "face/eye_alignment.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "mien/core/error.h"

namespace mien {
namespace {

Point mapped(const AffineMap& map, const Point& p) {
  return {map[0] * p.x + map[1] * p.y + map[2], map[3] * p.x + map[4] * p.y + map[5]};
}

/// A picture whose red is the column and whose green is the row.
Image chart(int width, int height) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      image.mutable_row(y)[3 * x] = static_cast<std::uint8_t>(x);
      image.mutable_row(y)[3 * x + 1] = static_cast<std::uint8_t>(y);
      image.mutable_row(y)[3 * x + 2] = 200;
    }
  }
  return image;
}

TEST(EyeAlignment, LevelsTheEyesAndBringsTheCornerOfTheBoxToTheOrigin) {
  const Box box{20, 30, 60, 60};
  const EyeCentres eyes{{40, 50}, {70, 65}};
  const AffineMap map = eye_alignment_map(box, eyes);
  const Point left = mapped(map, eyes.left);
  const Point right = mapped(map, eyes.right);
  EXPECT_NEAR(left.y, right.y, 1e-3);
  EXPECT_NEAR(right.x - left.x, std::hypot(30, 15), 1e-3);
  const Point corner = mapped(map, {box.x, box.y});
  EXPECT_LE(std::abs(corner.x), 0.5F);
  EXPECT_LE(std::abs(corner.y), 0.5F);
}

// The published code takes eyes in whole pixels, and the middle between them likewise.
TEST(EyesIn, AreMeansOfTheirPoints) {
  std::string all;
  for (int i = 0; i < 68; ++i) all += fmt::format("{}{};{}", i == 0 ? "" : ";", i, 2 * i);
  const auto eyes = eyes_in(all);
  ASSERT_TRUE(eyes);
  EXPECT_NEAR(eyes->left.x, 38.5, 1e-4);
  EXPECT_NEAR(eyes->left.y, 77, 1e-4);
  EXPECT_NEAR(eyes->right.x, 44.5, 1e-4);
  EXPECT_EQ(eyes_in("1;2;3;4;5;6;7;8;9;10")->right, (Point{3, 4}));
  EXPECT_EQ(eyes_in("1;2.5;3;4")->left, (Point{1, 2.5F}));
  for (const char* text : {"", "1", "1;2", "1;2;3;x", "1;2;3;inf", "1;2;3;4;5;6", "1,2,3,4"}) {
    EXPECT_FALSE(eyes_in(text)) << text;
  }
  EXPECT_FALSE(eyes_in(all + ";1;1"));
}

TEST(EyeAlignment, TakesWholePixels) {
  const Box box{20, 30, 60, 60};
  EXPECT_EQ(eye_alignment_map(box, {{40.9F, 50.9F}, {70.9F, 65.2F}}),
            eye_alignment_map(box, {{40, 50}, {70, 65}}));
}

TEST(EyeAlignment, CutsTheBoxOfALevelFace) {
  const Image crop = cut_by_eyes(chart(100, 80), {10, 20, 40, 30}, {{20, 30}, {40, 30}});
  ASSERT_EQ(crop.width(), 40);
  ASSERT_EQ(crop.height(), 30);
  EXPECT_EQ(crop.row(0)[0], 10);
  EXPECT_EQ(crop.row(0)[1], 20);
  EXPECT_EQ(crop.row(29)[3 * 39], 49);
  EXPECT_EQ(crop.row(29)[3 * 39 + 1], 49);
}

TEST(EyeAlignment, LeavesBlackWhatIsOutside) {
  const Image crop = cut_by_eyes(chart(100, 80), {-10, -5, 40, 30}, {{5, 10}, {20, 10}});
  EXPECT_EQ(crop.row(0)[2], 0);
  EXPECT_EQ(crop.row(5)[3 * 10 + 2], 200);
  EXPECT_EQ(crop.row(5)[3 * 10], 0);
  EXPECT_EQ(crop.row(5)[3 * 11], 1);
}

TEST(EyeAlignment, CopesWithEyesAboveEachOtherAndInOnePlace) {
  const Box box{0, 0, 20, 20};
  for (const EyeCentres& eyes : {EyeCentres{{10, 5}, {10, 15}}, EyeCentres{{10, 10}, {10, 10}}}) {
    const AffineMap map = eye_alignment_map(box, eyes);
    for (const float number : map) EXPECT_TRUE(std::isfinite(number));
    EXPECT_NEAR(mapped(map, eyes.left).y, mapped(map, eyes.right).y, 1e-4);
  }
}

TEST(EyeAlignment, RefusesBoxesThatNoMemoryHolds) {
  EXPECT_THROW((void)cut_by_eyes(chart(10, 10), {0, 0, 1e6F, 10}, {{1, 1}, {2, 1}}), Error);
}

}  // namespace
}  // namespace mien
