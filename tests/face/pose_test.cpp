#include "mien/face/pose.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

namespace mien {
namespace {

/// A face of a rigid model (eyes, nose tip, mouth; the nose stands out) as a camera far away sees
/// it, in pixels.
Landmarks seen(double yaw, double pitch, double roll) {
  constexpr std::array<std::array<double, 3>, 5> points = {
      {{-32, -35, 30}, {32, -35, 30}, {0, 0, 0}, {-26, 32, 26}, {26, 32, 26}}};
  const auto radians = [](double degrees) { return degrees * std::numbers::pi / 180; };
  Landmarks landmarks;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto [x, y, z] = points[i];
    // The camera looks along z. Turned to the right, up and clockwise, in this order.
    const double x1 = x * std::cos(radians(yaw)) - z * std::sin(radians(yaw));
    const double z1 = x * std::sin(radians(yaw)) + z * std::cos(radians(yaw));
    const double y1 = y * std::cos(radians(pitch)) + z1 * std::sin(radians(pitch));
    const double x2 = x1 * std::cos(radians(roll)) - y1 * std::sin(radians(roll));
    const double y2 = x1 * std::sin(radians(roll)) + y1 * std::cos(radians(roll));
    landmarks[i] = {static_cast<float>(200 + 1.5 * x2), static_cast<float>(150 + 1.5 * y2)};
  }
  return landmarks;
}

Landmarks mirrored(const Landmarks& points) {
  const auto flip = [](Point point) { return Point{400 - point.x, point.y}; };
  return {flip(points[1]), flip(points[0]), flip(points[2]), flip(points[4]), flip(points[3])};
}

TEST(Pose, LooksAheadWhereTheFaceDoes) {
  const Pose pose = pose_of(seen(0, 0, 0));
  EXPECT_NEAR(pose.yaw, 0, 0.5);
  EXPECT_NEAR(pose.pitch, 0, 12);
  EXPECT_NEAR(pose.roll, 0, 0.1);
}

TEST(Pose, GrowsWithTheTurnOfTheHead) {
  float last_yaw = -90;
  for (const double yaw : {-45, -30, -15, 0, 15, 30, 45}) {
    const Pose pose = pose_of(seen(yaw, 0, 0));
    EXPECT_GT(pose.yaw, last_yaw + 5) << yaw;
    EXPECT_NEAR(pose.yaw, yaw, 15);
    last_yaw = pose.yaw;
  }
  float last_pitch = -90;
  for (const double pitch : {-20, -10, 0, 10, 20}) {
    const Pose pose = pose_of(seen(0, pitch, 0));
    EXPECT_GT(pose.pitch, last_pitch + 1) << pitch;
    last_pitch = pose.pitch;
  }
}

TEST(Pose, RollsClockwiseAndChangesNothingElse) {
  for (const double roll : {-60.0, -10.0, 25.0, 80.0}) {
    const Pose upright = pose_of(seen(20, 5, 0));
    const Pose pose = pose_of(seen(20, 5, roll));
    EXPECT_NEAR(pose.roll, upright.roll + roll, 0.5);
    EXPECT_NEAR(pose.yaw, upright.yaw, 0.1);
    EXPECT_NEAR(pose.pitch, upright.pitch, 0.1);
  }
}

TEST(Pose, TurnsTheOtherWayInAMirror) {
  const Landmarks points = seen(25, -8, 12);
  const Pose pose = pose_of(points);
  const Pose mirror = pose_of(mirrored(points));
  EXPECT_NEAR(mirror.yaw, -pose.yaw, 1e-3);
  EXPECT_NEAR(mirror.roll, -pose.roll, 1e-3);
  EXPECT_NEAR(mirror.pitch, pose.pitch, 1e-3);
}

TEST(Pose, DependsNeitherOnSizeNorPlace) {
  const Landmarks points = seen(-30, 10, 5);
  Landmarks far = points;
  for (Point& point : far) point = {point.x * 0.3F + 900, point.y * 0.3F - 40};
  EXPECT_NEAR(pose_of(far).yaw, pose_of(points).yaw, 0.05);
  EXPECT_NEAR(pose_of(far).pitch, pose_of(points).pitch, 0.05);
}

TEST(Pose, IsFiniteForImpossiblePoints) {
  EXPECT_EQ(pose_of({}).yaw, 0);
  Landmarks odd = seen(0, 0, 0);
  odd[2] = {1e9F, -1e9F};
  const Pose pose = pose_of(odd);
  EXPECT_LE(std::abs(pose.yaw), 90);
  EXPECT_LE(std::abs(pose.pitch), 90);
  odd[0].x = NAN;
  EXPECT_EQ(pose_of(odd).roll, 0);
}

}  // namespace
}  // namespace mien
