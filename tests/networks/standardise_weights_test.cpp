#include "networks/standardise_weights.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace mien::train {
namespace {

TEST(StandardiseWeights, EqualsACaseComputedByHand) {
  // The means are 4 and 1, the variances 4 and 0.
  constexpr std::array<float, 8> weights = {2, 6, 2, 6, 1, 1, 1, 1};
  constexpr std::array<float, 2> gain = {3, 5};
  const std::vector<float> result = standardise_weights(weights, gain, 5);
  // (2 - 4) / sqrt((4 + 5) * 4) * 3.
  EXPECT_EQ(result, (std::vector<float>{-1, 1, -1, 1, 0, 0, 0, 0}));
}

}  // namespace
}  // namespace mien::train
