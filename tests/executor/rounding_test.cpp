#include "executor/rounding.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "models/float16.h"
#include "random_plan.h"

namespace mien::executor {
namespace {

TEST(RoundingTest, GivesEachGroupAScaleOfItsOwn) {
  std::vector<float> weights = random_floats(100, 4);
  for (std::size_t i = 0; i < 100; ++i) weights[i] *= i % 50 < 16 ? 1000 : 1;
  const Rounding rounding{.bits = 10, .group = 16};
  ASSERT_EQ(groups_of(50, rounding), 4U);
  const RoundedWeights result = rounded(weights, 2, rounding);
  ASSERT_EQ(result.scales.size(), 8U);
  const std::vector<float> back = restored(result, 2, rounding);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    EXPECT_NEAR(back[i], weights[i], i % 50 < 16 ? 2.0F : 2e-3F) << i;
  }
}

TEST(RoundingTest, CutsLoneLargeWeightsOffWhereThatIsBetter) {
  std::vector<float> weights = random_floats(40'000, 2);
  weights[7] = 1.3F;
  const Rounding rounding{.bits = 8, .group = 1 << 16};
  const float scale = models::float_from_half(rounded(weights, 1, rounding).scales.front());
  EXPECT_LT(scale, 1.25F / 127);
  EXPECT_GT(scale, 0.9F / 127);
}

TEST(RoundingTest, KeepsZerosAndTheSmallestNumbers) {
  const std::vector<float> weights = {0, 0, 1e-40F, -1e-40F};
  for (const float value : restored(rounded(weights, 2, {}), 2, {})) EXPECT_EQ(value, 0);
}

TEST(RoundingTest, PacksNumbersOfAnyBits) {
  for (int bits = 4; bits <= 12; ++bits) {
    std::vector<std::int16_t> numbers;
    const int half = 1 << (bits - 1);
    for (int i = 0; i < 1001; ++i) {
      numbers.push_back(static_cast<std::int16_t>(i * 37 % (2 * half) - half));
    }
    const std::vector<std::uint8_t> bytes = packed(numbers, bits);
    ASSERT_EQ(bytes.size(), packed_size(numbers.size(), bits));
    EXPECT_EQ(unpacked(bytes, numbers.size(), bits), numbers) << bits;
  }
}

}  // namespace
}  // namespace mien::executor
