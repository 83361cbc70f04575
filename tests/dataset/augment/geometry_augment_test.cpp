#include "dataset/augment/geometry_augment.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "dataset/drawn_pictures.h"
#include "mien/media/image_io.h"

namespace mien::dataset {
namespace {

constexpr double quarter = std::numbers::pi / 2;

Image moved_whole(const GeometryPlan& plan, const Image& picture, Size output,
                  ResizeRule rule = ResizeRule::bilinear) {
  return moved(plan, whole(picture), output, rule);
}

Image mirrored(const Image& picture) {
  return drawn(picture.width(), picture.height(),
               [&](int x, int y, int i) { return value(picture, picture.width() - 1 - x, y, i); });
}

// The warp of an identity has to be done, so that it can be compared with the resize.
GeometryPlan nearly_nothing() {
  GeometryPlan plan;
  plan.shift_x = 1e-9;
  return plan;
}

TEST(GeometryAugment, DefaultsKeepThePlace) {
  const GeometryPlan plan = draw(GeometryOptions{}, Random{1});
  EXPECT_TRUE(plan.keeps_place());
  EXPECT_FALSE(plan.flip);
  const Image picture = smooth(37, 51);
  for (const ResizeRule rule : {ResizeRule::area, ResizeRule::bilinear}) {
    EXPECT_EQ(greatest_difference(moved_whole(plan, picture, {24, 24}, rule),
                                  resize(picture, {24, 24}, rule)),
              0);
  }
}

TEST(GeometryAugment, AMirrorImageIsExact) {
  GeometryPlan plan;
  plan.flip = true;
  const Image picture = smooth(48, 40);
  EXPECT_EQ(greatest_difference(moved_whole(plan, picture, {96, 80}),
                                mirrored(resize(picture, {96, 80}, ResizeRule::bilinear))),
            0);
}

TEST(GeometryAugment, TheWarpAgreesWithTheResizes) {
  const Image picture = smooth(160, 120);
  for (const Size size : {Size{160, 120}, Size{320, 200}, Size{80, 60}, Size{40, 30}}) {
    // Bilinear values are rounded to 1/32 of a pixel by the warp.
    EXPECT_LE(greatest_difference(moved_whole(nearly_nothing(), picture, size, ResizeRule::area),
                                  resize(picture, size, ResizeRule::area)),
              3)
        << size.width;
  }
}

TEST(GeometryAugment, ShrinkingAveragesWhatItStepsOver) {
  const Image stripes = drawn(256, 256, [](int x, int, int) { return x % 2 == 0 ? 0 : 255; });
  for (const ResizeRule rule : {ResizeRule::area, ResizeRule::bilinear}) {
    const Image small = moved_whole(nearly_nothing(), stripes, {64, 64}, rule);
    for (int x = 0; x < 64; ++x) EXPECT_NEAR(value(small, x, 32), 128, 2);
  }
}

TEST(GeometryAugment, AQuarterTurnIsClockwise) {
  GeometryPlan plan;
  plan.angle = quarter;
  const Image picture = smooth(31, 31);
  const Image turned = moved_whole(plan, picture, {31, 31});
  // What was at the top is at the right.
  const Image expected =
      drawn(31, 31, [&](int x, int y, int i) { return value(picture, y, 30 - x, i); });
  EXPECT_LE(greatest_difference(turned, expected), 1);
}

TEST(GeometryAugment, ShiftsByShares) {
  GeometryPlan plan;
  plan.shift_x = 0.25;
  plan.shift_y = -0.125;
  const Image picture = smooth(32, 32);
  const Image shifted = moved_whole(plan, picture, {32, 32});
  for (int y = 0; y < 28; ++y) {
    for (int x = 8; x < 32; ++x) ASSERT_NEAR(value(shifted, x, y), value(picture, x - 8, y + 4), 1);
  }
  plan.flip = true;  // mirrors what is seen after the shift
  EXPECT_LE(greatest_difference(moved_whole(plan, picture, {32, 32}), mirrored(shifted)), 1);
}

TEST(GeometryAugment, ScalesAndCropsAboutTheirMiddle) {
  GeometryPlan larger;
  larger.scale = 2;
  GeometryPlan crop;
  crop.crop_side = 0.5;
  crop.crop_x = 0.25;
  crop.crop_y = 0.25;
  const Image picture = smooth(64, 64);
  const Image once = moved_whole(larger, picture, {64, 64});
  EXPECT_EQ(greatest_difference(once, moved_whole(crop, picture, {64, 64})), 0);
  const Image middle = Image::view(picture.row(16) + 3 * 16, 32, 32, picture.stride());
  const Image expected = resize(middle, {64, 64}, ResizeRule::bilinear);
  for (int y = 2; y < 62; ++y) {
    for (int x = 2; x < 62; ++x) ASSERT_NEAR(value(once, x, y), value(expected, x, y), 2);
  }
}

TEST(GeometryAugment, AspectWidens) {
  GeometryPlan plan;
  plan.aspect = 4;
  const InverseMap map = inverse_map(plan, {0, 0, 64, 64}, {64, 64});
  EXPECT_NEAR(map[0], 0.5, 1e-12);
  EXPECT_NEAR(map[4], 2, 1e-12);
}

TEST(GeometryAugment, MapsTheMiddleOfTheRegionToTheMiddle) {
  Random random{3};
  const GeometryOptions options{.flip = 0.5, .rotation = 90, .scale = {0.5, 2}, .aspect = 2};
  for (std::uint64_t i = 0; i < 50; ++i) {
    const InverseMap map = inverse_map(draw(options, random.split(i)), {10, 20, 50, 30}, {96, 64});
    EXPECT_NEAR(map[0] * 47.5 + map[1] * 31.5 + map[2], 10 + 25 - 0.5, 1e-9);
    EXPECT_NEAR(map[3] * 47.5 + map[4] * 31.5 + map[5], 20 + 15 - 0.5, 1e-9);
  }
}

TEST(GeometryAugment, BordersFollowTheirRule) {
  GeometryPlan plan;
  plan.shift_x = 0.5;
  const Image picture = drawn(32, 8, [](int x, int, int) { return 100 + x; });
  plan.border = Border::constant;
  EXPECT_EQ(value(moved_whole(plan, picture, {32, 8}), 4, 4), 0);
  plan.border = Border::replicate;
  EXPECT_EQ(value(moved_whole(plan, picture, {32, 8}), 4, 4), 100);
  plan.border = Border::reflect;
  EXPECT_EQ(value(moved_whole(plan, picture, {32, 8}), 4, 4), 112);
}

TEST(GeometryAugment, SeesWhatIsAroundTheRegion) {
  const Image picture = drawn(64, 64, [](int x, int, int) { return 2 * x; });
  GeometryPlan plan;
  plan.shift_x = 0.5;
  const Image result = moved(plan, {picture, {32, 32, 16, 16}}, {16, 16}, ResizeRule::bilinear);
  for (int x = 0; x < 16; ++x) EXPECT_NEAR(value(result, x, 5), 2 * (32 + x - 8), 1);
}

TEST(GeometryAugment, DrawsWithinTheOptions) {
  const GeometryOptions options{.flip = 0.25,
                                .rotation = 30,
                                .scale = {0.8, 1.25},
                                .shift = 0.1,
                                .aspect = 1.5,
                                .crop_area = 0.49,
                                .border = Border::reflect};
  int flips = 0;
  double widest = 0;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    const GeometryPlan plan = draw(options, Random{1, i});
    flips += plan.flip ? 1 : 0;
    widest = std::max(widest, std::abs(plan.angle));
    ASSERT_LE(std::abs(plan.angle), quarter / 3);
    ASSERT_GE(plan.scale, 0.8);
    ASSERT_LE(plan.scale, 1.25);
    ASSERT_LE(std::abs(plan.shift_x), 0.1);
    ASSERT_GE(plan.aspect, 1 / 1.5);
    ASSERT_LE(plan.aspect, 1.5);
    ASSERT_GE(plan.crop_side, 0.7 - 1e-12);
    ASSERT_LE(plan.crop_x + plan.crop_side, 1 + 1e-12);
    ASSERT_EQ(plan.border, Border::reflect);
  }
  EXPECT_NEAR(flips, 1000, 140);
  EXPECT_GT(widest, quarter / 3 * 0.99);
}

TEST(GeometryAugment, ExtremeSidesAreNoProblem) {
  GeometryPlan plan;
  plan.angle = 0.3;
  plan.scale = 0.5;
  for (const Size size : {Size{1, 1}, Size{40'000, 1}, Size{1, 40'000}, Size{2, 3}}) {
    const Image result = moved_whole(plan, plain(size.width, size.height, 9, 8, 7), {16, 16});
    EXPECT_EQ(greatest_difference(result, plain(16, 16, 9, 8, 7)), 0) << size.width;
  }
}

TEST(GeometryAugment, RefusesWhatMakesNoSense) {
  const auto message = [](const GeometryOptions& options) {
    return error_of(ErrorCode::usage, [&] { check(options); });
  };
  EXPECT_NE(message({.flip = 1.5}).find("geometry.flip"), std::string::npos);
  EXPECT_NE(message({.scale = {2, 1}}).find("geometry.scale"), std::string::npos);
  EXPECT_NE(message({.rotation = std::nan("")}).find("geometry.rotation"), std::string::npos);
  EXPECT_NE(message({.crop_area = 0}).find("geometry.crop_area"), std::string::npos);
  EXPECT_NO_THROW(check(GeometryOptions{}));
  error_of(ErrorCode::input, [] { (void)moved({}, {}, {8, 8}, ResizeRule::area); });
}

}  // namespace
}  // namespace mien::dataset
