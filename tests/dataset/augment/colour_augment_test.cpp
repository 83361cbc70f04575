#include "dataset/augment/colour_augment.h"

#include <gtest/gtest.h>

#include <numbers>

#include "dataset/drawn_pictures.h"

namespace mien::dataset {
namespace {

TEST(ColourAugment, DefaultsChangeNothing) {
  const Image picture = smooth(20, 10);
  EXPECT_EQ(greatest_difference(recoloured(picture, draw(ColourOptions{}, Random{1})), picture), 0);
}

TEST(ColourAugment, BrightnessAndGammaFollowTheirFormulas) {
  const Image picture = plain(4, 4, 100, 200, 40);
  EXPECT_EQ(
      greatest_difference(recoloured(picture, {.brightness = 1.5}), plain(4, 4, 150, 255, 60)), 0);
  // 255 (v / 255)^2
  EXPECT_EQ(greatest_difference(recoloured(picture, {.gamma = 2}), plain(4, 4, 39, 157, 6)), 0);
}

TEST(ColourAugment, ContrastKeepsTheMean) {
  const Image picture = drawn(10, 10, [](int x, int, int) { return x < 5 ? 80 : 120; });
  const Image result = recoloured(picture, {.contrast = 1.5});
  EXPECT_EQ(value(result, 0, 0), 70);
  EXPECT_EQ(value(result, 9, 0), 130);
}

TEST(ColourAugment, WithoutSaturationLumaIsLeft) {
  // 0.299 100 + 0.587 200 + 0.114 40 = 151.86
  const Image result = recoloured(plain(2, 2, 100, 200, 40), {.saturation = 0});
  EXPECT_LE(greatest_difference(result, plain(2, 2, 152, 152, 152)), 1);
  EXPECT_EQ(value(result, 0, 0, 0), value(result, 0, 0, 1));
  EXPECT_EQ(value(result, 0, 0, 0), value(result, 0, 0, 2));
}

TEST(ColourAugment, SaturationScalesTheDistanceFromGrey) {
  // 152 + (v - 152) / 2
  EXPECT_LE(greatest_difference(recoloured(plain(2, 2, 100, 200, 40), {.saturation = 0.5}),
                                plain(2, 2, 126, 176, 96)),
            1);
}

TEST(ColourAugment, AThirdOfATurnMakesRedGreen) {
  const Image result = recoloured(plain(2, 2, 200, 40, 90), {.hue = 2 * std::numbers::pi / 3});
  EXPECT_LE(greatest_difference(result, plain(2, 2, 90, 200, 40)), 1);
}

TEST(ColourAugment, HueAndSaturationLeaveGreyAlone) {
  const Image grey = drawn(256, 1, [](int x, int, int) { return x; });
  for (std::uint64_t i = 0; i < 20; ++i) {
    const ColourPlan plan = draw({.saturation = 1, .hue = 180, .grey = 0.5}, Random{i});
    EXPECT_EQ(greatest_difference(recoloured(grey, plan), grey), 0);
  }
}

TEST(ColourAugment, DrawsWithinTheOptions) {
  int grey = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const ColourPlan plan =
        draw({.brightness = 0.2, .contrast = 0.3, .gamma = {0.5, 2}, .grey = 0.1}, Random{2, i});
    ASSERT_NEAR(plan.brightness, 1, 0.2);
    ASSERT_NEAR(plan.contrast, 1, 0.3);
    ASSERT_GE(plan.gamma, 0.5);
    ASSERT_LE(plan.gamma, 2);
    ASSERT_EQ(plan.hue, 0);
    grey += plan.saturation == 0 ? 1 : 0;
  }
  EXPECT_NEAR(grey, 200, 70);
}

TEST(ColourAugment, RefusesWhatMakesNoSense) {
  const std::string message = error_of(ErrorCode::usage, [] { check(ColourOptions{.hue = 181}); });
  EXPECT_EQ(message, "colour.hue: expected a number from 0 to 180, found 181");
  error_of(ErrorCode::usage, [] { check(ColourOptions{.gamma = {0, 1}}); });
}

}  // namespace
}  // namespace mien::dataset
