#include "dataset/augment/degrade_augment.h"

#include <gtest/gtest.h>

#include <cmath>

#include "dataset/drawn_pictures.h"
#include "mien/media/image_io.h"

namespace mien::dataset {
namespace {

double deviation(const Image& picture) {
  double sum = 0;
  double squares = 0;
  const double count = picture.width() * picture.height();
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      sum += value(picture, x, y);
      squares += value(picture, x, y) * value(picture, x, y);
    }
  }
  return std::sqrt(squares / count - sum * sum / count / count);
}

TEST(DegradeAugment, DefaultsChangeNothing) {
  const Image picture = smooth(40, 30);
  EXPECT_EQ(greatest_difference(degraded(picture, draw(DegradeOptions{}, Random{1})), picture), 0);
}

TEST(DegradeAugment, ShrinksAndEnlarges) {
  const Image picture = drawn(96, 48, [](int x, int y, int) { return (x + y) % 2 * 255; });
  const Image result = degraded(picture, {.side = 32});
  EXPECT_EQ(greatest_difference(result, resize(resize(picture, {32, 16}, ResizeRule::area),
                                               {96, 48}, ResizeRule::bilinear)),
            0);
  EXPECT_LT(deviation(result), 40);  // the chequers, 127.5 strong, are lost
  EXPECT_EQ(greatest_difference(degraded(picture, {.side = 96}), picture), 0);
}

TEST(DegradeAugment, BlurSpreadsAPointAsAGaussian) {
  const Image point = drawn(33, 33, [](int x, int y, int) { return x == 16 && y == 16 ? 255 : 0; });
  const Image result = degraded(point, {.blur_sigma = 1});
  EXPECT_NEAR(value(result, 16, 16), 255 / (2 * 3.14159), 2);
  EXPECT_NEAR(value(result, 17, 16), 255 / (2 * 3.14159) * std::exp(-0.5), 2);
  EXPECT_EQ(value(result, 26, 16), 0);
}

TEST(DegradeAugment, NoiseHasItsDeviationAndNoColour) {
  const Image result =
      degraded(plain(96, 96, 128, 128, 128), {.noise_sigma = 6, .noise = Random{4}});
  EXPECT_NEAR(deviation(result), 6, 0.25);
  for (int x = 0; x < 96; ++x) ASSERT_EQ(value(result, x, 5, 0), value(result, x, 5, 2));
  EXPECT_NE(greatest_difference(result, degraded(plain(96, 96, 128, 128, 128),
                                                 {.noise_sigma = 6, .noise = Random{5}})),
            0);
}

TEST(DegradeAugment, CompressesAtTheShrunkenSize) {
  const Image picture = smooth(64, 64);
  const Image small = resize(picture, {32, 32}, ResizeRule::area);
  const Image expected =
      resize(decode_image(encode_jpeg(small, 20), "small"), {64, 64}, ResizeRule::bilinear);
  EXPECT_EQ(greatest_difference(degraded(picture, {.side = 32, .quality = 20}), expected), 0);
  EXPECT_GT(greatest_difference(degraded(picture, {.quality = 20}), picture), 0);
}

TEST(DegradeAugment, DrawsWithinTheOptions) {
  const DegradeOptions options{.probability = 0.5,
                               .blur = 1,
                               .blur_sigma = {0.5, 1},
                               .shrink = 1,
                               .side = {32, 34},
                               .jpeg = 0.5,
                               .quality = {40, 50}};
  int degraded_pictures = 0;
  int compressed = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const DegradePlan plan = draw(options, Random{i});
    ASSERT_EQ(plan.noise_sigma, 0);
    if (plan.side == 0) {
      ASSERT_EQ(plan.blur_sigma, 0);
      ASSERT_EQ(plan.quality, 0);
      continue;
    }
    ++degraded_pictures;
    ASSERT_GE(plan.side, 32);
    ASSERT_LE(plan.side, 34);
    ASSERT_GE(plan.blur_sigma, 0.5);
    ASSERT_LE(plan.blur_sigma, 1);
    if (plan.quality == 0) continue;
    ++compressed;
    ASSERT_GE(plan.quality, 40);
    ASSERT_LE(plan.quality, 50);
  }
  EXPECT_NEAR(degraded_pictures, 1000, 110);
  EXPECT_NEAR(compressed, 500, 100);
}

TEST(DegradeAugment, RefusesWhatMakesNoSense) {
  const auto message = [](const DegradeOptions& options) {
    return error_of(ErrorCode::usage, [&] { check(options); });
  };
  EXPECT_NE(message({.quality = {0, 90}}).find("degrade.quality"), std::string::npos);
  EXPECT_NE(message({.side = {64, 32}}).find("degrade.side"), std::string::npos);
}

}  // namespace
}  // namespace mien::dataset
