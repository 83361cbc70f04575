#include "executor/rounding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "random_plan.h"

namespace mien::executor {
namespace {

TEST(RoundingTest, GivesEachRowAScaleOfItsOwn) {
  const std::vector<float> weights = {1, -0.5F, 0.25F, 1000, -500, 250, 0, 0, 0};
  const RoundedRows rows = rounded_rows(weights, 3);
  ASSERT_EQ(rows.scales.size(), 3U);
  EXPECT_NEAR(rows.scales[1] / rows.scales[0], 1000, 1);
  const std::vector<float> back = restored(rows);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    EXPECT_NEAR(back[i], weights[i], 0.005F * std::abs(weights[i < 3 ? 0 : 3])) << i;
  }
}

TEST(RoundingTest, CutsLoneLargeWeightsOffWhereThatIsBetter) {
  std::vector<float> weights = random_floats(40'000, 2);
  weights[7] = 1.3F;
  const float scale = rounded_rows(weights, 1).scales.front();
  EXPECT_LT(scale, 1.3F / 127);
  EXPECT_GT(scale, 0.9F / 127);
}

TEST(RoundingTest, KeepsZerosAndTheSmallestNumbers) {
  const std::vector<float> weights = {0, 0, 1e-40F, -1e-40F};
  for (const float value : restored(rounded_rows(weights, 2))) EXPECT_EQ(value, 0);
}

}  // namespace
}  // namespace mien::executor
