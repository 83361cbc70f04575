#include "executor/bfloat16/bf16_kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "executor/bfloat16/bf16.h"
#include "executor/random_plan.h"

namespace mien::executor {
namespace {

constexpr int panel = 16;

std::vector<Bf16> random_half(std::size_t count, std::uint32_t seed) {
  std::vector<Bf16> numbers;
  for (const float value : random_floats(count, seed)) numbers.push_back(to_bf16(value));
  return numbers;
}

TEST(Bf16, RoundsToTheNearestAndOfTwoToTheEven) {
  for (const float exact : {0.0F, 1.0F, -2.5F, 255.0F, 1e-30F}) {
    EXPECT_NEAR(from_bf16(to_bf16(exact)), exact, std::abs(exact) / 256);
  }
  EXPECT_EQ(from_bf16(to_bf16(255)), 255);
  EXPECT_EQ(from_bf16(to_bf16(257)), 256);  // halfway between 256 and 258
  EXPECT_EQ(from_bf16(to_bf16(259)), 260);  // halfway between 258 and 260
  EXPECT_EQ(from_bf16(to_bf16(-INFINITY)), -INFINITY);
  EXPECT_TRUE(std::isnan(from_bf16(to_bf16(NAN))));
}

class Bf16KernelsTest : public testing::TestWithParam<const Bf16Kernels*> {};

std::string name_of(const testing::TestParamInfo<const Bf16Kernels*>& info) {
  std::string name = info.param->name;
  std::erase_if(name, [](char c) { return c == '-' || c == ' '; });
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, Bf16KernelsTest, testing::ValuesIn(supported_bf16_kernels()),
                         name_of);

TEST_P(Bf16KernelsTest, SumsProducts) {
  // Each of the two segments is 8 numbers, and points are 5 numbers apart: they overlap.
  for (const int points : {1, 3, 4, 12, 13, 29}) {
    for (const int panels : {1, 2, 3}) {
      const int outputs = panels * panel;
      const std::vector<Bf16> in = random_half(400, 1);
      const std::vector<Bf16> weights = random_half(static_cast<std::size_t>(16 * outputs), 2);
      const std::vector<float> bias = random_floats(static_cast<std::size_t>(outputs), 3);
      Bf16Product product;
      product.segments[0] = in.data() + 3;
      product.segments[1] = in.data() + 200;
      product.segment_count = 2;
      product.length = 8;
      product.point_stride = 5;
      product.points = points;
      product.weights = weights.data();
      product.panels = panels;
      product.bias = bias.data();
      product.least = -1;
      product.most = 1.5F;
      std::vector<Bf16> half(static_cast<std::size_t>(points * outputs));
      std::vector<float> numbers(half.size());
      product.out = half.data();
      GetParam()->multiply(product);
      product.numbers = numbers.data();
      GetParam()->multiply(product);
      for (int p = 0; p < points; ++p) {
        for (int o = 0; o < outputs; ++o) {
          double sum = bias[static_cast<std::size_t>(o)];
          for (int k = 0; k < 16; ++k) {
            const int place = o / panel * 16 * panel + (k / 2 * panel + o % panel) * 2 + k % 2;
            sum += static_cast<double>(
                       from_bf16(in[static_cast<std::size_t>((k < 8 ? 3 : 192) + 5 * p + k)])) *
                   from_bf16(weights[static_cast<std::size_t>(place)]);
          }
          const auto at = static_cast<std::size_t>(p * outputs + o);
          const double expected = std::clamp(sum, -1.0, 1.5);
          ASSERT_NEAR(numbers[at], expected, 1e-5);
          ASSERT_NEAR(from_bf16(half[at]), expected, std::abs(expected) / 256 + 1e-5);
        }
      }
    }
  }
}

TEST_P(Bf16KernelsTest, ConvolvesEachChannelForItself) {
  for (const int stride : {1, 2}) {
    for (const int left : {0, 1, 2}) {
      constexpr int channels = 32;
      constexpr int width = 9;
      const int outputs = (width + 2 * left - 3) / stride + 1;
      const std::vector<Bf16> rows = random_half(3 * width * channels, 5);
      const std::vector<float> weights = random_floats(9 * channels, 7);
      const std::vector<float> bias = random_floats(channels, 8);
      Bf16DepthwiseRow row;
      for (int r = 0; r < 3; ++r) row.rows[r] = rows.data() + r * width * channels;
      row.width = width;
      row.channels = channels;
      row.stride = stride;
      row.left = left;
      row.outputs = outputs;
      row.weights = weights.data();
      row.bias = bias.data();
      row.least = 0;
      std::vector<Bf16> out(static_cast<std::size_t>(outputs * channels));
      row.out = out.data();
      GetParam()->depthwise(row);
      for (int x = 0; x < outputs; ++x) {
        for (int c = 0; c < channels; ++c) {
          double sum = bias[static_cast<std::size_t>(c)];
          for (int k = 0; k < 3; ++k) {
            const int column = x * stride - left + k;
            if (column < 0 || column >= width) continue;
            for (int r = 0; r < 3; ++r) {
              sum += static_cast<double>(from_bf16(row.rows[r][column * channels + c])) *
                     weights[static_cast<std::size_t>((3 * r + k) * channels + c)];
            }
          }
          const double expected = std::max(sum, 0.0);
          ASSERT_NEAR(from_bf16(out[static_cast<std::size_t>(x * channels + c)]), expected,
                      expected / 256 + 1e-5)
              << "stride " << stride << ", left " << left << ", output " << x << ", channel " << c;
        }
      }
    }
  }
}

}  // namespace
}  // namespace mien::executor
