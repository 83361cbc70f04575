#include "dataset/augment/surround_augment.h"

#include <gtest/gtest.h>

#include "dataset/drawn_pictures.h"

namespace mien::dataset {
namespace {

// A bright disc of a third of the side on black, with a dark spot inside.
Image cut_out() {
  return drawn(30, 30, [](int x, int y, int) {
    const int right = x - 15;
    const int down = y - 15;
    if (right * right + down * down > 100) return 0;
    return x == 15 && y == 15 ? 0 : 200;
  });
}

const SurroundPlan green = {
    .fill = true, .cut = true, .filling = SurroundFill::colour, .first = {0, 255, 0}};

TEST(SurroundAugment, DefaultsChangeNothing) {
  const Image picture = cut_out();
  EXPECT_EQ(greatest_difference(surrounded(picture, draw(SurroundOptions{}, Random{1})), picture),
            0);
}

TEST(SurroundAugment, FillsTheBlackSurroundAndKeepsDarkSpotsInside) {
  const Image result = surrounded(cut_out(), green);
  EXPECT_EQ(value(result, 0, 0, 1), 255);
  EXPECT_EQ(value(result, 29, 15, 1), 255);
  EXPECT_EQ(value(result, 15, 15, 1), 0);
  EXPECT_EQ(value(result, 15, 10, 0), 200);
}

TEST(SurroundAugment, LeavesABlackSurroundAloneWithoutFill) {
  const Image picture = cut_out();
  SurroundPlan plan = green;
  plan.fill = false;
  EXPECT_EQ(greatest_difference(surrounded(picture, plan), picture), 0);
}

TEST(SurroundAugment, CutsAnOvalFromWholePictures) {
  const Image picture = plain(40, 20, 90, 90, 90);
  const Image result = surrounded(picture, green);
  EXPECT_EQ(value(result, 0, 0, 1), 255);
  EXPECT_EQ(value(result, 39, 19, 0), 0);
  EXPECT_EQ(value(result, 20, 10, 1), 90);
  EXPECT_EQ(value(result, 20, 1, 1), 90);
}

TEST(SurroundAugment, FillsWithNoiseThatRepeats) {
  SurroundPlan plan = green;
  plan.filling = SurroundFill::noise;
  plan.noise = Random{3};
  const Image first = surrounded(cut_out(), plan);
  EXPECT_EQ(greatest_difference(first, surrounded(cut_out(), plan)), 0);
  EXPECT_NE(value(first, 0, 0, 0), value(first, 1, 0, 0));
}

TEST(SurroundAugment, DrawsAsOftenAsAsked) {
  int fills = 0;
  int cuts = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const SurroundPlan plan = draw({.fill = 0.75, .cut = 0.25, .radius = {0.3, 0.4}}, Random{i});
    fills += plan.fill ? 1 : 0;
    cuts += plan.cut ? 1 : 0;
    if (!plan.fill && !plan.cut) continue;
    ASSERT_GE(plan.radius[0], 0.3);
    ASSERT_LE(plan.radius[1], 0.4);
  }
  EXPECT_NEAR(fills, 1500, 100);
  EXPECT_NEAR(cuts, 500, 100);
}

TEST(SurroundAugment, RefusesWhatMakesNoSense) {
  const std::string message =
      error_of(ErrorCode::usage, [] { check(SurroundOptions{.fill = 1.5}); });
  EXPECT_NE(message.find("surround.fill"), std::string::npos) << message;
}

}  // namespace
}  // namespace mien::dataset
