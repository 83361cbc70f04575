#include "eval/mean_interval.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace mien::eval {
namespace {

// By hand, with t = 12.7062, 2.7764 and, for 40 degrees of freedom, 2.0211 of printed tables.
TEST(MeanInterval, IsStudents) {
  const Interval two = mean_interval(std::vector<double>{1, 2});
  EXPECT_NEAR(two.low, -4.853102, 1e-3);
  EXPECT_NEAR(two.high, 7.853102, 1e-3);
  const Interval five = mean_interval(std::vector<double>{50.1, 49.2, 51.7, 48.8, 50.6});
  EXPECT_NEAR(five.low, 48.649659, 1e-3);
  EXPECT_NEAR(five.high, 51.510341, 1e-3);
}

TEST(MeanInterval, GoesOnBeyondTheTable) {
  std::vector<double> values;
  for (int i = 0; i < 41; ++i) values.push_back(i % 2);
  const Interval interval = mean_interval(values);
  EXPECT_NEAR(interval.high - interval.low, 2 * 2.021075 * 0.506061 / std::sqrt(41.0), 1e-3);
}

TEST(MeanInterval, OfOneValueIsUnknown) {
  EXPECT_TRUE(std::isnan(mean_interval(std::vector<double>{3}).low));
}

}  // namespace
}  // namespace mien::eval
