#include "detect/cnn_kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace mien::detect {
namespace {

constexpr std::size_t index(int value) { return static_cast<std::size_t>(value); }

std::vector<float> random_floats(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> unit(-1, 1);
  std::vector<float> values(count);
  for (float& value : values) value = unit(random);
  return values;
}

class CnnKernelsTest : public testing::TestWithParam<const CnnKernels*> {};

TEST_P(CnnKernelsTest, MultipliesAsALoopDoes) {
  for (const int panel : {16, 32, 48}) {
    for (const int stride : {3, 7, 16, 32, 48, 64}) {
      for (const int points : {1, 2, 3, 4, 5, 11, 12, 13, 27, 31}) {
        constexpr int length = 5;
        constexpr int segments = 3;
        constexpr int panels = 2;
        const int outputs = panel * panels;
        const auto in = random_floats(index(points * stride + segments * 100 + length), 1);
        const auto weights = random_floats(index(segments * length * outputs), 2);
        const auto bias = random_floats(index(outputs), 3);
        const auto slope = random_floats(index(outputs), 4);
        // What stands behind the last point must not be touched.
        std::vector<float> out(index((points + 1) * outputs), 77);
        Product product;
        for (int s = 0; s < segments; ++s) product.segments[s] = in.data() + index(s * 100);
        product.segment_count = segments;
        product.length = length;
        product.point_stride = stride;
        product.points = points;
        product.weights = weights.data();
        product.panel = panel;
        product.panels = panels;
        product.bias = bias.data();
        product.slope = slope.data();
        product.out = out.data();
        product.out_stride = outputs;
        GetParam()->multiply(product);
        for (int p = 0; p < points; ++p) {
          for (int o = 0; o < outputs; ++o) {
            double sum = bias[index(o)];
            for (int k = 0; k < segments * length; ++k) {
              const int from = k / length * 100 + p * stride + k % length;
              const int row = o / panel * segments * length + k;
              sum += static_cast<double>(in[index(from)]) *
                     static_cast<double>(weights[index(row * panel + o % panel)]);
            }
            if (sum < 0) sum *= static_cast<double>(slope[index(o)]);
            ASSERT_NEAR(out[index(p * outputs + o)], sum, 1e-5)
                << panel << " " << stride << " " << points;
          }
        }
        for (int o = 0; o < outputs; ++o) {
          ASSERT_EQ(out[index(points * outputs + o)], 77);
        }
      }
    }
  }
}

TEST_P(CnnKernelsTest, CutsWhatIsLargerThanTheMost) {
  const std::vector<float> in = {1, 2, -3, 0.25F};
  const std::vector<float> weights(16, 2);
  const std::vector<float> bias(16);
  const std::vector<float> slope(16);
  std::vector<float> out(4 * 16);
  Product product;
  product.segments[0] = in.data();
  product.length = 1;
  product.point_stride = 1;
  product.points = 4;
  product.weights = weights.data();
  product.bias = bias.data();
  product.slope = slope.data();
  product.most = 3;
  product.out = out.data();
  product.out_stride = 16;
  GetParam()->multiply(product);
  for (std::size_t o = 0; o < 16; ++o) {
    EXPECT_EQ(out[o], 2);
    EXPECT_EQ(out[16 + o], 3);
    EXPECT_EQ(out[32 + o], 0);
    EXPECT_EQ(out[48 + o], 0.5F);
  }
}

TEST_P(CnnKernelsTest, ConvolvesDepthwiseAsALoopDoes) {
  constexpr int channels = 48;
  for (const int width : {1, 2, 3, 9}) {
    for (const int stride : {1, 2}) {
      for (const int left : {0, 1}) {
        const int outputs = (width + left + 1 - 3) / stride + 1;
        if (width + left + 1 < 3) continue;
        const auto map = random_floats(index(3 * width * channels), 1);
        const auto weights = random_floats(index(9 * channels), 2);
        const auto bias = random_floats(index(channels), 3);
        const auto slope = random_floats(index(channels), 4);
        std::vector<float> out(index((outputs + 1) * channels), 77);
        DepthwiseRow row;
        for (int r = 0; r < 3; ++r) row.rows[r] = map.data() + index(r * width * channels);
        row.width = width;
        row.channels = channels;
        row.stride = stride;
        row.left = left;
        row.outputs = outputs;
        row.weights = weights.data();
        row.bias = bias.data();
        row.slope = slope.data();
        row.most = 0.8F;
        row.out = out.data();
        GetParam()->depthwise(row);
        for (int x = 0; x < outputs; ++x) {
          for (int c = 0; c < channels; ++c) {
            double sum = bias[index(c)];
            for (int k = 0; k < 9; ++k) {
              const int column = x * stride - left + k % 3;
              if (column < 0 || column >= width) continue;
              sum += static_cast<double>(map[index((k / 3 * width + column) * channels + c)]) *
                     static_cast<double>(weights[index(k * channels + c)]);
            }
            if (sum < 0) sum *= static_cast<double>(slope[index(c)]);
            ASSERT_NEAR(out[index(x * channels + c)], std::min(sum, 0.8), 1e-5)
                << width << " " << stride << " " << left;
          }
        }
        for (int c = 0; c < channels; ++c) ASSERT_EQ(out[index(outputs * channels + c)], 77);
      }
    }
  }
}

TEST_P(CnnKernelsTest, CutsPoolingAtTheBorder) {
  constexpr int width = 6;
  constexpr int channels = 16;
  const auto map = random_floats(index(3 * width * channels), 5);
  std::vector<float> out(index(3 * channels));
  Pooling pooling;
  pooling.row_count = 2;
  for (int r = 0; r < 2; ++r) pooling.rows[r] = map.data() + index(r * width * channels);
  pooling.window = 3;
  pooling.width = width;
  pooling.channels = channels;
  pooling.outputs = 3;
  pooling.out = out.data();
  GetParam()->max_pool(pooling);
  for (int x = 0; x < 3; ++x) {
    for (int c = 0; c < channels; ++c) {
      float most = -2;
      for (int r = 0; r < 2; ++r) {
        for (int i = 2 * x; i < std::min(2 * x + 3, width); ++i) {
          most = std::max(most, map[index((r * width + i) * channels + c)]);
        }
      }
      EXPECT_EQ(out[index(x * channels + c)], most);
    }
  }
}

TEST_P(CnnKernelsTest, WeighsRowsOfAnyLength) {
  std::vector<std::uint8_t> bytes(600);
  std::mt19937 random(6);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  const std::vector<float> weights = {0.25F, 0.5F, 0.125F};
  for (const int count : {1, 2, 15, 16, 17, 63, 64, 65, 130, 199}) {
    const std::vector<const std::uint8_t*> rows = {bytes.data(), bytes.data() + 200,
                                                   bytes.data() + 400};
    std::vector<float> out(index(count) + 1, 77);
    GetParam()->weighted_rows(rows.data(), weights.data(), 3, count, out.data());
    for (int i = 0; i < count; ++i) {
      // Exact: the weights are powers of two.
      EXPECT_EQ(out[index(i)], 0.25F * static_cast<float>(rows[0][i]) +
                                   0.5F * static_cast<float>(rows[1][i]) +
                                   0.125F * static_cast<float>(rows[2][i]));
    }
    EXPECT_EQ(out.back(), 77);
  }
}

TEST_P(CnnKernelsTest, AddsManyRowsWithoutOverflow) {
  constexpr int count = 150;
  const std::vector<std::uint8_t> white(count, 255);
  for (const int row_count : {4, 5, 30, 259, 260, 700}) {
    const std::vector<const std::uint8_t*> rows(index(row_count), white.data());
    std::vector<float> weights(rows.size(), 1.0F / static_cast<float>(row_count - 1));
    weights.front() /= 4;
    weights.back() *= 0.75F;
    std::vector<float> out(count);
    GetParam()->weighted_rows(rows.data(), weights.data(), row_count, count, out.data());
    for (const float value : out) ASSERT_NEAR(value, 255, 1e-2) << row_count;
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, CnnKernelsTest,
                         testing::ValuesIn(supported_kernels().begin(), supported_kernels().end()),
                         [](const auto& info) {
                           std::string name = info.param->name;
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace mien::detect
