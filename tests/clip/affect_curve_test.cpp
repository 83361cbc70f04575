#include "mien/clip/affect_curve.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace mien {
namespace {

TEST(AffectCurve, KeepsFramesThatAreATenthOfASecondApart) {
  AffectCurve curve;
  for (int i = 0; i < 5; ++i) {
    curve.add(3 + 0.2 * i, {.valence = 0.1F * static_cast<float>(i), .arousal = -0.5F}, 0.2);
  }
  const std::vector<AffectPoint> points = curve.points();
  ASSERT_EQ(points.size(), 5U);
  EXPECT_DOUBLE_EQ(points[0].begin, 3);
  EXPECT_NEAR(points[4].end, 4, 1e-9);
  EXPECT_NEAR(points[4].affect.valence, 0.4, 1e-6);
  EXPECT_NEAR(points[4].affect.arousal, -0.5, 1e-6);
}

TEST(AffectCurve, TakesMeansByTimeOfWhatLiesCloser) {
  AffectCurve curve;
  curve.add(0, {.valence = 1, .arousal = 0}, 0.03);
  curve.add(0.03, {.valence = 0, .arousal = 1}, 0.01);
  const std::vector<AffectPoint> points = curve.points();
  ASSERT_EQ(points.size(), 1U);
  EXPECT_NEAR(points[0].affect.valence, 0.75, 1e-6);
  EXPECT_NEAR(points[0].affect.arousal, 0.25, 1e-6);
}

TEST(AffectCurve, DoesNotGrowWithTheClip) {
  AffectCurve curve;
  constexpr int frames = 100000;
  for (int i = 0; i < frames; ++i) {
    const double seconds = i * 0.04;
    curve.add(seconds, {.valence = std::sin(static_cast<float>(seconds) / 500), .arousal = 0},
              0.04);
  }
  const std::vector<AffectPoint> points = curve.points();
  EXPECT_LE(points.size(), AffectCurve::most_points);
  EXPECT_GT(points.size(), AffectCurve::most_points / 4);
  for (const AffectPoint& point : points) {
    EXPECT_NEAR(point.affect.valence, std::sin((point.begin + point.end) / 2 / 500), 0.01);
  }
  EXPECT_NEAR(points.back().end, frames * 0.04, 1e-6);
}

TEST(AffectCurve, ManagesLongAbsencesAndNumbersThatAreNone) {
  AffectCurve curve;
  for (int i = 0; i < 2000; ++i) curve.add(i * 1000.0, {.valence = 0.5F, .arousal = 0}, 0.04);
  curve.add(3e6, {.valence = std::numeric_limits<float>::quiet_NaN(), .arousal = 0}, 0.04);
  EXPECT_LE(curve.points().size(), AffectCurve::most_points);
  EXPECT_NEAR(curve.points().back().affect.valence, 0.5, 1e-6);
  EXPECT_TRUE(AffectCurve().points().empty());
}

}  // namespace
}  // namespace mien
