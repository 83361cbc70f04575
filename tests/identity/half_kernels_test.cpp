#include "identity/half_kernels.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <vector>

#include "drawn_features.h"
#include "models/float16.h"

namespace mien {
namespace {

std::vector<std::uint16_t> halves_of(const std::vector<float>& values) {
  std::vector<std::uint16_t> halves;
  for (const float value : values) halves.push_back(models::half_from_float(value));
  return halves;
}

TEST(HalfKernels, WidenEveryHalf) {
  std::vector<std::uint16_t> all(65536);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint16_t>(i);
  for (const HalfKernels& kernels : supported_half_kernels()) {
    std::vector<float> wide(all.size());
    kernels.widen(all.data(), all.size(), wide.data());
    for (std::size_t i = 0; i < all.size(); ++i) {
      const float expected = models::float_from_half(all[i]);
      if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(wide[i])) << kernels.name << " " << i;
      } else {
        EXPECT_EQ(std::bit_cast<std::uint32_t>(wide[i]), std::bit_cast<std::uint32_t>(expected))
            << kernels.name << " " << i;
      }
    }
  }
}

TEST(HalfKernels, GiveTheSameBits) {
  const HalfKernels& portable = supported_half_kernels().back();
  for (std::size_t count = 0; count < 140; ++count) {
    const std::vector<float> a = drawn_feature(count, count);
    const std::vector<float> b = drawn_feature(count + 1000, count);
    const std::vector<std::uint16_t> x = halves_of(a);
    const std::vector<std::uint16_t> y = halves_of(b);
    for (const HalfKernels& kernels : supported_half_kernels()) {
      EXPECT_EQ(kernels.dot(a.data(), b.data(), count), portable.dot(a.data(), b.data(), count))
          << kernels.name << " " << count;
      EXPECT_EQ(kernels.dot_halves(x.data(), y.data(), count),
                portable.dot_halves(x.data(), y.data(), count))
          << kernels.name << " " << count;
    }
  }
}

TEST(HalfKernels, SumProducts) {
  const std::vector<float> a = drawn_feature(1, 1024);
  const std::vector<float> b = drawn_feature(2, 1024);
  double expected = 0;
  for (std::size_t i = 0; i < a.size(); ++i) expected += double{a[i]} * double{b[i]};
  for (const HalfKernels& kernels : supported_half_kernels()) {
    // 1,024 products of about 1, rounded to 24 bits each.
    EXPECT_NEAR(kernels.dot(a.data(), b.data(), a.size()), expected, 1e-4) << kernels.name;
    const std::vector<std::uint16_t> x = halves_of(a);
    const std::vector<std::uint16_t> y = halves_of(b);
    EXPECT_NEAR(kernels.dot_halves(x.data(), y.data(), a.size()), expected, 0.05) << kernels.name;
  }
}

}  // namespace
}  // namespace mien
