#include "dataset/augment/erase_augment.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "dataset/drawn_pictures.h"

namespace mien::dataset {
namespace {

TEST(EraseAugment, DefaultsChangeNothing) {
  const Image picture = smooth(20, 10);
  EXPECT_EQ(greatest_difference(erased(picture, draw(EraseOptions{}, Random{1})), picture), 0);
}

TEST(EraseAugment, FillsTheRectangleWithTheMean) {
  const Image picture = drawn(20, 10, [](int x, int, int i) { return x < 10 ? 10 * i : 100; });
  const Image result =
      erased(picture, {.x = 0.1, .y = 0.2, .width = 0.25, .height = 0.5, .fill = EraseFill::mean});
  for (int y = 0; y < 10; ++y) {
    for (int x = 0; x < 20; ++x) {
      const bool inside = x >= 2 && x < 7 && y >= 2 && y < 7;
      for (int i = 0; i < 3; ++i)
        ASSERT_EQ(value(result, x, y, i), inside ? 50 + 5 * i : value(picture, x, y, i));
    }
  }
}

TEST(EraseAugment, RandomValuesDifferAndRepeat) {
  const ErasePlan plan{.width = 1, .height = 1, .noise = Random{6}};
  const Image picture = plain(64, 64, 0, 0, 0);
  const Image result = erased(picture, plan);
  std::set<int> values;
  for (int x = 0; x < 64; ++x) values.insert(value(result, x, x, x % 3));
  EXPECT_GT(values.size(), 40U);
  EXPECT_EQ(greatest_difference(result, erased(picture, plan)), 0);
}

TEST(EraseAugment, DrawsTheAreaAndStaysInside) {
  int drawn_rectangles = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const ErasePlan plan =
        draw({.probability = 0.5, .area = {0.1, 0.2}, .aspect = {0.5, 2}, .fill = EraseFill::mean},
             Random{i});
    if (plan.width == 0) continue;
    ++drawn_rectangles;
    ASSERT_GE(plan.width * plan.height, 0.1 - 1e-9);
    ASSERT_LE(plan.width * plan.height, 0.2 + 1e-9);
    ASSERT_LE(plan.x + plan.width, 1 + 1e-9);
    ASSERT_LE(plan.y + plan.height, 1 + 1e-9);
    ASSERT_EQ(plan.fill, EraseFill::mean);
  }
  EXPECT_NEAR(drawn_rectangles, 1000, 110);
}

TEST(EraseAugment, RefusesWhatMakesNoSense) {
  const std::string message = error_of(ErrorCode::usage, [] {
    check(EraseOptions{.area = {0.2, 1.2}});
  });
  EXPECT_EQ(message, "erase.area: expected 0 <= low <= high <= 1, found 0.2 to 1.2");
}

}  // namespace
}  // namespace mien::dataset
