#include "detect/boxes.h"

#include <gtest/gtest.h>

#include <vector>

namespace mien::detect {
namespace {

Candidate box(double x1, double y1, double x2, double y2, float score = 1) {
  Candidate candidate;
  candidate.x1 = x1;
  candidate.y1 = y1;
  candidate.x2 = x2;
  candidate.y2 = y2;
  candidate.score = score;
  return candidate;
}

TEST(BoxesTest, SuppressesByUnion) {
  // 10x10 boxes moved by 2: 80 of 120 pixels are shared.
  const std::vector<Candidate> boxes = {box(1, 1, 10, 10, 0.8F), box(3, 1, 12, 10, 0.9F),
                                        box(50, 50, 59, 59, 0.5F)};
  const auto kept = suppress(boxes, 0.66, Overlap::over_union);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].score, 0.9F);
  EXPECT_EQ(kept[1].score, 0.5F);
  EXPECT_EQ(suppress(boxes, 0.67, Overlap::over_union).size(), 3U);
}

TEST(BoxesTest, SuppressesBySmaller) {
  const std::vector<Candidate> boxes = {box(1, 1, 100, 100, 0.9F), box(10, 10, 19, 19, 0.8F)};
  EXPECT_EQ(suppress(boxes, 0.7, Overlap::over_smaller).size(), 1U);
  EXPECT_EQ(suppress(boxes, 0.7, Overlap::over_union).size(), 2U);
}

TEST(BoxesTest, KeepsEqualScoresInOrder) {
  const std::vector<Candidate> boxes = {box(1, 1, 9, 9), box(101, 1, 109, 9), box(201, 1, 209, 9)};
  const auto kept = suppress(boxes, 0.5, Overlap::over_union);
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_EQ(kept[0].x1, 1);
  EXPECT_EQ(kept[2].x1, 201);
}

TEST(BoxesTest, KeepsTheBestInOrder) {
  std::vector<Candidate> boxes = {box(1, 1, 2, 2, 0.1F), box(2, 1, 2, 2, 0.9F),
                                  box(3, 1, 2, 2, 0.2F), box(4, 1, 2, 2, 0.8F)};
  keep_best(boxes, 2);
  ASSERT_EQ(boxes.size(), 2U);
  EXPECT_EQ(boxes[0].score, 0.9F);
  EXPECT_EQ(boxes[1].score, 0.8F);
}

TEST(BoxesTest, MovesAndSquares) {
  Candidate start = box(11, 21, 31, 61);
  start.offsets = {0.1F, -0.1F, 0.2F, 0.05F};
  const Candidate moved = regressed(start, Extent::between);
  EXPECT_NEAR(moved.x1, 13, 1e-5);
  EXPECT_NEAR(moved.y1, 17, 1e-5);
  EXPECT_NEAR(moved.x2, 35, 1e-5);
  EXPECT_NEAR(moved.y2, 63, 1e-5);
  const Candidate inclusive = regressed(start, Extent::inclusive);
  EXPECT_NEAR(inclusive.x1, 13.1, 1e-5);
  EXPECT_NEAR(inclusive.y1, 16.9, 1e-5);
  EXPECT_NEAR(inclusive.x2, 35.2, 1e-5);
  EXPECT_NEAR(inclusive.y2, 63.05, 1e-5);
  const Candidate square = squared(start);
  EXPECT_EQ(square.x1, 1);
  EXPECT_EQ(square.y1, 21);
  EXPECT_EQ(square.x2, 41);
  EXPECT_EQ(square.y2, 61);
}

}  // namespace
}  // namespace mien::detect
