#include "models/float16.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace mien::models {
namespace {

TEST(Float16, EveryHalfComesBack) {
  for (std::uint32_t bits = 0; bits <= 0xFFFFU; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = float_from_half(half);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(float_from_half(half_from_float(value)))) << bits;
    } else {
      EXPECT_EQ(half_from_float(value), half) << bits;
    }
  }
}

TEST(Float16, ValuesBetweenGoToTheNearest) {
  for (std::uint32_t bits = 0; bits < 0x7BFFU; ++bits) {
    const auto lower = static_cast<std::uint16_t>(bits);
    const auto upper = static_cast<std::uint16_t>(bits + 1);
    const float middle = (float_from_half(lower) + float_from_half(upper)) / 2;
    const std::uint16_t even = bits % 2 == 0 ? lower : upper;
    ASSERT_EQ(half_from_float(middle), even) << bits;
    ASSERT_EQ(half_from_float(std::nextafter(middle, 0.0F)), lower) << bits;
    ASSERT_EQ(half_from_float(std::nextafter(middle, 1e9F)), upper) << bits;
    ASSERT_EQ(half_from_float(-middle), even | 0x8000U) << bits;
  }
}

TEST(Float16, LargeValuesAreInfinite) {
  EXPECT_EQ(half_from_float(65519.0F), 0x7BFF);
  EXPECT_EQ(half_from_float(65520.0F), 0x7C00);
  EXPECT_EQ(half_from_float(-std::numeric_limits<float>::max()), 0xFC00);
  EXPECT_EQ(half_from_float(std::numeric_limits<float>::infinity()), 0x7C00);
  EXPECT_EQ(half_from_float(std::numeric_limits<float>::denorm_min()), 0);
}

}  // namespace
}  // namespace mien::models
