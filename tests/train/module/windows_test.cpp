// Convolutions and pools of the interpreter against their definitions, value by value.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "tiny_network.h"

namespace mien::train {
namespace {

struct Case {
  int rows;
  int columns;
  int kernel;
  int stride;
  bool same;
  int pad;
};

void PrintTo(const Case& c, std::ostream* stream) {
  *stream << c.rows << "x" << c.columns << " kernel " << c.kernel << " stride " << c.stride
          << (c.same ? " same" : " pad ") << c.pad;
}

/// Where a window begins, and how many there are, along one axis.
struct Axis {
  int before = 0;
  int out = 0;
};

Axis axis_of(int in, const Case& c) {
  if (!c.same) return {c.pad, (in + 2 * c.pad - c.kernel) / c.stride + 1};
  const int out = (in + c.stride - 1) / c.stride;
  return {std::max((out - 1) * c.stride + c.kernel - in, 0) / 2, out};
}

/// The windows of one channel of a picture, each as its kernel * kernel values, `outside` where
/// there is no picture: rows x columns x kernel * kernel.
torch::Tensor windows(const torch::Tensor& plane, const Case& c, double outside) {
  const Axis rows = axis_of(c.rows, c);
  const Axis columns = axis_of(c.columns, c);
  torch::Tensor result =
      torch::full({rows.out, columns.out, c.kernel * c.kernel}, outside, torch::kDouble);
  for (int y = 0; y < rows.out; ++y) {
    for (int x = 0; x < columns.out; ++x) {
      for (int i = 0; i < c.kernel * c.kernel; ++i) {
        const int row = y * c.stride - rows.before + i / c.kernel;
        const int column = x * c.stride - columns.before + i % c.kernel;
        if (row < 0 || row >= c.rows || column < 0 || column >= c.columns) continue;
        result[y][x][i] = plane[row][column].item<double>();
      }
    }
  }
  return result;
}

class Windows : public testing::TestWithParam<Case> {
 protected:
  [[nodiscard]] static torch::Tensor picture() {
    return uniform("window", {1, 3, GetParam().rows, GetParam().columns});
  }
};

TEST_P(Windows, Convolution) {
  const Case c = GetParam();
  GraphBuilder builder("test");
  const int node = builder.convolution("conv", GraphBuilder::picture,
                                       {.out = 2,
                                        .kernel = c.kernel,
                                        .stride = c.stride,
                                        .same = c.same,
                                        .pad = c.pad,
                                        .bias = true});
  const TrainableNetwork network = network_to(builder, node);
  const torch::Tensor actual = value_of(network, node, picture())[0];
  const torch::Tensor weight = network.tensor("conv.weight").to(torch::kDouble).contiguous();
  for (int out = 0; out < 2; ++out) {
    torch::Tensor expected;
    for (int in = 0; in < 3; ++in) {
      const torch::Tensor part =
          (windows(picture()[0][in], c, 0) * weight[out][in].flatten()).sum(2);
      expected = expected.defined() ? expected + part : part;
    }
    expected = expected + network.tensor("conv.bias")[out].item<double>();
    EXPECT_LT(apart(actual[out], expected), 1e-5);
  }
}

TEST_P(Windows, DepthwiseConvolution) {
  const Case c = GetParam();
  GraphBuilder builder("test");
  const int node = builder.convolution("conv", GraphBuilder::picture,
                                       {.out = 3,
                                        .kernel = c.kernel,
                                        .stride = c.stride,
                                        .same = c.same,
                                        .pad = c.pad,
                                        .groups = 3});
  const TrainableNetwork network = network_to(builder, node);
  const torch::Tensor actual = value_of(network, node, picture())[0];
  const torch::Tensor weight = network.tensor("conv.weight").to(torch::kDouble).contiguous();
  for (int i = 0; i < 3; ++i) {
    EXPECT_LT(apart(actual[i], (windows(picture()[0][i], c, 0) * weight[i].flatten()).sum(2)),
              1e-5);
  }
}

TEST_P(Windows, MaxPool) {
  const Case c = GetParam();
  GraphBuilder builder("test");
  const int node =
      builder.max_pool(GraphBuilder::picture,
                       {.kernel = c.kernel, .stride = c.stride, .same = c.same, .pad = c.pad});
  const TrainableNetwork network = network_to(builder, node);
  // Below 0 everywhere, so that padded zeros would win.
  const torch::Tensor x = picture() - 3;
  const torch::Tensor actual = value_of(network, node, x)[0];
  constexpr double never = -std::numeric_limits<double>::infinity();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(apart(actual[i], windows(x[0][i], c, never).amax(2)), 0);
  }
}

TEST_P(Windows, AveragePool) {
  const Case c = GetParam();
  GraphBuilder builder("test");
  const int node =
      builder.average_pool(GraphBuilder::picture,
                           {.kernel = c.kernel, .stride = c.stride, .same = c.same, .pad = c.pad});
  const TrainableNetwork network = network_to(builder, node);
  const torch::Tensor actual = value_of(network, node, picture())[0];
  for (int i = 0; i < 3; ++i) {
    EXPECT_LT(apart(actual[i], windows(picture()[0][i], c, 0).mean(2)), 1e-6);
  }
}

TEST_P(Windows, AveragePoolWithoutPadding) {
  const Case c = GetParam();
  GraphBuilder builder("test");
  const int node = builder.average_pool(GraphBuilder::picture, {.kernel = c.kernel,
                                                                .stride = c.stride,
                                                                .same = c.same,
                                                                .pad = c.pad,
                                                                .count_padding = false});
  const TrainableNetwork network = network_to(builder, node);
  const torch::Tensor actual = value_of(network, node, picture())[0];
  const torch::Tensor inside = windows(torch::ones({c.rows, c.columns}), c, 0).sum(2);
  for (int i = 0; i < 3; ++i) {
    EXPECT_LT(apart(actual[i], windows(picture()[0][i], c, 0).sum(2) / inside), 1e-6);
  }
}

// LibTorch's own ceil_mode is the reference.
TEST(Pools, RoundUpWithCeilingPadding) {
  for (const int side : {4, 5, 6, 7, 8}) {
    for (const int kernel : {1, 2, 3}) {
      const PoolOptions options{
          .kernel = kernel, .stride = 2, .ceiling = true, .count_padding = false};
      GraphBuilder builder("test");
      const int most = builder.max_pool(GraphBuilder::picture, options);
      const int mean = builder.average_pool(GraphBuilder::picture, options);
      const TrainableNetwork network = network_to(builder, mean);
      const torch::Tensor x = uniform("x", {1, 3, side, 6}) - 3;
      EXPECT_EQ(apart(value_of(network, most, x), at::max_pool2d(x, kernel, 2, 0, 1, true)), 0)
          << side << " " << kernel;
      EXPECT_LT(apart(value_of(network, mean, x), at::avg_pool2d(x, kernel, 2, 0, true, false)),
                1e-6)
          << side << " " << kernel;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Windows,
                         testing::Values(Case{6, 7, 3, 2, true, 0}, Case{5, 8, 3, 1, true, 0},
                                         Case{7, 6, 2, 1, true, 0}, Case{6, 5, 5, 3, true, 0},
                                         Case{6, 7, 3, 2, false, 1}, Case{5, 6, 2, 2, false, 0}));

}  // namespace
}  // namespace mien::train
