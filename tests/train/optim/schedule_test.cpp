#include "train/optim/schedule.h"

#include <gtest/gtest.h>

#include <cmath>

namespace mien::train {
namespace {

TEST(Schedule, WarmsUpLinearly) {
  const Schedule schedule{.steps = 100, .warm_up_steps = 4};
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 0), 0.25);
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 1), 0.5);
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 3), 1);
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 4), 1);
}

TEST(Schedule, FallsAlongHalfACosineToTheFloor) {
  const Schedule schedule{.steps = 24, .warm_up_steps = 4, .floor = 0.1};
  EXPECT_NEAR(rate_factor(schedule, 4 + 5), 0.1 + 0.9 * (1 + std::sqrt(0.5)) / 2, 1e-12);
  EXPECT_NEAR(rate_factor(schedule, 4 + 10), 0.1 + 0.9 * 0.5, 1e-12);
  EXPECT_GT(rate_factor(schedule, 23), 0.1);
  EXPECT_LT(rate_factor(schedule, 23), 0.11);
  EXPECT_NEAR(rate_factor(schedule, 24), 0.1, 1e-12);
  EXPECT_NEAR(rate_factor(schedule, 30), 0.1, 1e-12);
}

TEST(Schedule, StaysWithoutCosine) {
  const Schedule schedule{.steps = 10, .warm_up_steps = 2, .cosine = false};
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 0), 0.5);
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 2), 1);
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 9), 1);
}

TEST(Schedule, MayBeAllWarmUp) {
  const Schedule schedule{.steps = 2, .warm_up_steps = 8};
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 1), 0.25);
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 8), 1);
}

}  // namespace
}  // namespace mien::train
