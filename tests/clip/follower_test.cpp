#include "mien/clip/follower.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "media/picture_matrix.h"
#include "mien/core/error.h"

namespace mien {
namespace {

/// Smooth noise that is the same everywhere, with another smooth pattern, the face, in a box of it.
Image scene(const Box& face, int seed = 1, Size size = {320, 240}) {
  cv::RNG random(7);
  cv::Mat ground(size.height, size.width, CV_8UC3);
  random.fill(ground, cv::RNG::UNIFORM, 0, 256);
  cv::GaussianBlur(ground, ground, {}, 6);
  cv::normalize(ground, ground, 0, 255, cv::NORM_MINMAX);
  cv::Mat look(64, 64, CV_8UC3);
  cv::RNG face_random(static_cast<std::uint64_t>(seed) + 100);
  face_random.fill(look, cv::RNG::UNIFORM, 0, 256);
  cv::GaussianBlur(look, look, {}, 5);
  cv::normalize(look, look, 0, 255, cv::NORM_MINMAX);
  const cv::Mat place =
      (cv::Mat_<float>(2, 3) << face.width / 64, 0, face.x, 0, face.height / 64, face.y);
  cv::warpAffine(look, ground, place, ground.size(), cv::INTER_LINEAR, cv::BORDER_TRANSPARENT);
  Image image(size.width, size.height);
  cv::Mat target = media::mutable_matrix_of(image);
  ground.copyTo(target);
  return image;
}

void expect_near(const Box& box, const Box& expected, float tolerance) {
  EXPECT_NEAR(box.x, expected.x, tolerance);
  EXPECT_NEAR(box.y, expected.y, tolerance);
  EXPECT_NEAR(box.width, expected.width, tolerance);
  EXPECT_NEAR(box.height, expected.height, tolerance);
}

TEST(FaceFollower, FollowsAMovingFaceWithinAPixel) {
  FaceFollower follower;
  const Box start = {60, 50, 64, 64};
  follower.start(scene(start), std::vector{start});
  Box box = start;
  for (int i = 1; i <= 12; ++i) {
    box.x += 9.5F;
    box.y += 4;
    const auto followed = follower.follow(scene(box));
    ASSERT_EQ(followed.size(), 1U);
    EXPECT_FALSE(followed[0].lost);
    EXPECT_GT(followed[0].score, 0.9F);
    expect_near(followed[0].box, box, 1.5F);
  }
}

TEST(FaceFollower, FollowsAFaceThatComesNearer) {
  FaceFollower follower;
  Box box = {120, 80, 50, 50};
  follower.start(scene(box), std::vector{box});
  for (int i = 1; i <= 20; ++i) {
    box = {120 - static_cast<float>(i), 80 - static_cast<float>(i), 50 + 2 * static_cast<float>(i),
           50 + 2 * static_cast<float>(i)};
    const auto followed = follower.follow(scene(box));
    ASSERT_FALSE(followed[0].lost) << i;
    expect_near(followed[0].box, box, 6);
  }
}

TEST(FaceFollower, SaysThatAFaceIsLostAndKeepsItLost) {
  FaceFollower follower;
  const Box box = {100, 80, 64, 64};
  follower.start(scene(box), std::vector{box});
  const auto gone = follower.follow(scene({-500, 0, 64, 64}));
  EXPECT_TRUE(gone[0].lost);
  EXPECT_LT(gone[0].score, 0.55F);
  EXPECT_EQ(gone[0].box, box);
  EXPECT_TRUE(follower.follow(scene(box))[0].lost);
  follower.start(scene(box), std::vector{box});
  EXPECT_FALSE(follower.follow(scene(box))[0].lost);
  EXPECT_TRUE(follower.follow(scene(box, 2))[0].lost);
}

TEST(FaceFollower, LosesAFaceThatLeavesThePicture) {
  FaceFollower follower;
  Box box = {240, 80, 64, 64};
  follower.start(scene(box), std::vector{box});
  bool lost = false;
  for (int i = 0; i < 20 && !lost; ++i) {
    box.x += 8;
    lost = follower.follow(scene(box))[0].lost;
  }
  EXPECT_TRUE(lost);
  EXPECT_GT(box.x, 260);
}

TEST(FaceFollower, FollowsSeveralInTheirOrderAndBoxesBeyondTheEdge) {
  FaceFollower follower;
  const Box edge = {-10, 100, 64, 64};
  const Box inside = {200, 100, 64, 64};
  const Image frame = scene(edge);
  follower.start(frame, std::vector<Box>{inside, edge});
  const auto followed = follower.follow(frame);
  ASSERT_EQ(followed.size(), 2U);
  expect_near(followed[0].box, inside, 1);
  expect_near(followed[1].box, edge, 1);
  EXPECT_FALSE(followed[1].lost);
}

TEST(FaceFollower, TakesWhatCannotBeFollowedForLost) {
  const float nan = std::nanf("");
  const float infinity = std::numeric_limits<float>::infinity();
  const Image frame = scene({0, 0, 64, 64});
  Image flat(100, 100);
  for (int y = 0; y < 100; ++y) std::fill_n(flat.mutable_row(y), 300, std::uint8_t{90});
  FaceFollower follower;
  follower.start(frame, std::vector<Box>{{nan, 0, 9, 9},
                                         {0, 0, infinity, 9},
                                         {1e9F, 0, 50, 50},
                                         {0, 0, 1e6F, 1e6F},
                                         {10, 10, 1, 1},
                                         {10, 10, -5, 9},
                                         {-200, 0, 100, 100}});
  for (const FollowedBox& box : follower.follow(frame)) EXPECT_TRUE(box.lost);
  follower.start(flat, std::vector<Box>{{10, 10, 50, 50}});
  EXPECT_TRUE(follower.follow(flat)[0].lost);
  follower.start(frame, std::vector<Box>{{0, 0, 64, 64}});
  EXPECT_TRUE(follower.follow(flat)[0].lost);  // another size
  EXPECT_THROW(follower.start(Image(), {}), Error);
  EXPECT_THROW((void)follower.follow(Image()), Error);
  EXPECT_THROW(FaceFollower({0.5F, 0, 32}), Error);
  EXPECT_THROW(FaceFollower({2, 0.5F, 32}), Error);
  EXPECT_THROW(FaceFollower({0.5F, 0.5F, 4000}), Error);
}

TEST(Moved, TakesLandmarksAlong) {
  const Detection face = {{10, 20, 100, 50}, 0.9F, Landmarks{{{10, 20}, {110, 70}, {60, 45}}}};
  const Detection result = moved(face, {0, 0, 200, 25});
  EXPECT_EQ(result.box, (Box{0, 0, 200, 25}));
  EXPECT_EQ((*result.landmarks)[0], (Point{0, 0}));
  EXPECT_EQ((*result.landmarks)[1], (Point{200, 25}));
  EXPECT_EQ((*result.landmarks)[2], (Point{100, 12.5F}));
  EXPECT_EQ(result.score, 0.9F);
  EXPECT_FALSE(moved({{0, 0, 1, 1}, 1, std::nullopt}, {1, 1, 1, 1}).landmarks);
}

}  // namespace
}  // namespace mien
