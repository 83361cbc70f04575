#include "eval/age_error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace mien::eval {
namespace {

TEST(AgeError, IsTheDistanceToAnExactAge) {
  EXPECT_DOUBLE_EQ(age_error({30, 30}, 27.5), 2.5);
  EXPECT_DOUBLE_EQ(age_error({30, 30}, 30.75), 0.75);
}

TEST(AgeError, IsTheDistanceToAnInterval) {
  EXPECT_DOUBLE_EQ(age_error({20, 29}, 18), 2);
  EXPECT_DOUBLE_EQ(age_error({20, 29}, 20), 0);
  EXPECT_DOUBLE_EQ(age_error({20, 29}, 29.9), 0);
  EXPECT_DOUBLE_EQ(age_error({20, 29}, 33), 3);
  EXPECT_TRUE(in_interval({20, 29}, 29.9));
  EXPECT_FALSE(in_interval({20, 29}, 30));
  EXPECT_FALSE(in_interval({20, 29}, 19.99));
  EXPECT_TRUE(in_interval({34, 34}, 34.5));
}

TEST(AgeError, MeansCountErrorsSoManyTimes) {
  const std::vector<double> errors = {1, 5, 12};
  const std::vector<std::uint32_t> once = {1, 1, 1};
  EXPECT_DOUBLE_EQ(mean_error(errors, once), 6);
  EXPECT_DOUBLE_EQ(share_within(errors, once, 5), 2.0 / 3);
  const std::vector<std::uint32_t> drawn = {2, 0, 1};
  EXPECT_DOUBLE_EQ(mean_error(errors, drawn), 14.0 / 3);
  EXPECT_DOUBLE_EQ(share_within(errors, drawn, 4.9), 2.0 / 3);
  EXPECT_TRUE(std::isnan(mean_error({}, {})));
}

}  // namespace
}  // namespace mien::eval
