#include "face/mesh_geometry.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace mien {
namespace {

constexpr double radian = std::numbers::pi / 180;

/// A head turned right, up and clockwise, in this order, whose cheeks, forehead and chin alone have
/// a place. The camera looks along z.
std::vector<MeshPoint> head(double yaw, double pitch, double roll) {
  std::vector<MeshPoint> points(mesh_points);
  const auto put = [&](std::size_t index, double x, double y, double z) {
    const double y1 = y * std::cos(radian * pitch) + z * std::sin(radian * pitch);
    const double z1 = -y * std::sin(radian * pitch) + z * std::cos(radian * pitch);
    const double x2 = x * std::cos(radian * yaw) - z1 * std::sin(radian * yaw);
    const double z2 = x * std::sin(radian * yaw) + z1 * std::cos(radian * yaw);
    points[index] = {
        static_cast<float>(100 + x2 * std::cos(radian * roll) - y1 * std::sin(radian * roll)),
        static_cast<float>(200 + x2 * std::sin(radian * roll) + y1 * std::cos(radian * roll)),
        static_cast<float>(z2)};
  };
  put(234, -60, 0, 0);
  put(454, 60, 0, 0);
  put(10, 0, -80, 0);
  put(152, 0, 80, 0);
  return points;
}

TEST(MeshPose, IsThatOfTheHead) {
  for (const auto& [yaw, pitch] : std::vector<std::array<double, 2>>{
           {0, 0}, {25, 0}, {-40, 0}, {0, 20}, {0, -15}, {30, 10}, {-20, -10}}) {
    const Pose pose = mesh_pose(head(yaw, pitch, 0));
    EXPECT_NEAR(pose.yaw, yaw, 0.01);
    EXPECT_NEAR(pose.pitch, pitch, 0.01);
  }
  for (const double roll : {-100.0, -30.0, 15.0, 170.0}) {
    const Pose pose = mesh_pose(head(20, 0, roll));
    EXPECT_NEAR(pose.roll, roll, 0.01);
    EXPECT_NEAR(pose.yaw, 20, 0.01);
    EXPECT_NEAR(pose.pitch, 0, 0.01);
  }
}

TEST(MeshPose, IsFiniteForPointsInOnePlace) {
  const Pose pose = mesh_pose(std::vector<MeshPoint>(mesh_points));
  EXPECT_EQ(pose.yaw, 0);
  EXPECT_EQ(pose.pitch, 0);
}

TEST(Similarity, PutsTheSquareOverThePicture) {
  // A quarter turn clockwise: what was on the left of the turned square lies above in the picture.
  const Similarity map = square_to_picture({50, 80}, 40, 90 * radian, 10);
  EXPECT_NEAR(map.scale(), 0.25, 1e-9);
  const Point middle = map({50, 80});
  EXPECT_NEAR(middle.x, 5, 1e-4);
  EXPECT_NEAR(middle.y, 5, 1e-4);
  const Point above = map({50, 60});
  EXPECT_NEAR(above.x, 0, 1e-4);
  EXPECT_NEAR(above.y, 5, 1e-4);
  const Point back = map.inverse()(above);
  EXPECT_NEAR(back.x, 50, 1e-4);
  EXPECT_NEAR(back.y, 60, 1e-4);
}

TEST(EyeOpenness, IsHeightOverWidth) {
  std::vector<MeshPoint> points(mesh_points);
  points[33] = {0, 0, 0};
  points[133] = {20, 0, 0};
  points[160] = {6, -3, 0};
  points[144] = {6, 3, 0};
  points[158] = {14, -1, 0};
  points[153] = {14, 1, 0};
  const EyeOpenness openness = eye_openness(points);
  EXPECT_NEAR(openness.left, 0.2, 1e-6);
  EXPECT_EQ(openness.right, 0);
}

TEST(IrisPosition, IsTheShareOfTheWayBetweenTheCorners) {
  EXPECT_NEAR(iris_position({{10, 10}, {30, 10}}, {15, 14}), 0.25, 1e-6);
  EXPECT_NEAR(iris_position({{10, 10}, {10, 30}}, {0, 25}), 0.75, 1e-6);
  EXPECT_EQ(iris_position({{10, 10}, {10, 10}}, {15, 14}), 0.5F);
}

TEST(Looking, NeedsBothEyesToSayTheSame) {
  EXPECT_EQ(looking_by(0.5F, 0.52F), Looking::ahead);
  EXPECT_EQ(looking_by(0.3F, 0.35F), Looking::left);
  EXPECT_EQ(looking_by(0.7F, 0.66F), Looking::right);
  EXPECT_EQ(looking_by(0.2F, 0.8F), std::nullopt);
  EXPECT_EQ(looking_by(std::nanf(""), 0.5F), std::nullopt);
}

}  // namespace
}  // namespace mien
