#include "train/module/depthwise_convolution.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>

namespace mien::train {
namespace {

struct Case {
  std::int64_t channels, side, stride, padding, rows, columns;
};

torch::Tensor waves(std::vector<std::int64_t> shape, double step) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) count *= size;
  return (torch::arange(count, torch::kFloat) * step).sin().view(shape);
}

struct Gradients {
  torch::Tensor output, x, weight, bias;
};

template <typename Convolution>
Gradients gradients(const Case& test_case, torch::ScalarType type, const Convolution& convolution) {
  const auto leaf = [&](const torch::Tensor& values) {
    // What bfloat16 can hold, so that all types compute with the same numbers.
    return values.to(torch::kBFloat16).to(type).detach().requires_grad_();
  };
  torch::Tensor x = leaf(waves({3, test_case.channels, test_case.rows, test_case.columns}, 0.37)
                             .contiguous(at::MemoryFormat::ChannelsLast));
  torch::Tensor weight = leaf(waves({test_case.channels, 1, test_case.side, test_case.side}, 0.91));
  torch::Tensor bias = leaf(waves({test_case.channels}, 1.3));
  const torch::Tensor y = convolution(x, weight, bias);
  (y * waves(y.sizes().vec(), 0.53).to(torch::kBFloat16).to(type)).sum().backward();
  return {y.detach(), x.grad(), weight.grad(), bias.grad()};
}

/// The largest difference as a share of the largest value.
double difference(const torch::Tensor& actual, const torch::Tensor& expected) {
  const torch::Tensor exact = expected.to(torch::kDouble);
  return ((actual.to(torch::kDouble) - exact).abs().max() / exact.abs().max()).item<double>();
}

class DepthwiseConvolution : public testing::TestWithParam<Case> {};

TEST_P(DepthwiseConvolution, HasTheGradientsOfLibTorch) {
  const Case test_case = GetParam();
  const auto own = [&](const auto& x, const auto& weight, const auto& bias) {
    return depthwise_convolution(
        x, weight, bias,
        {.stride = test_case.stride, .rows = test_case.padding, .columns = test_case.padding});
  };
  const auto reference = [&](const auto& x, const auto& weight, const auto& bias) {
    return at::convolution(x, weight, bias, {test_case.stride, test_case.stride},
                           {test_case.padding, test_case.padding}, {1, 1}, false, {0, 0},
                           test_case.channels);
  };
  // In double precision LibTorch computes without oneDNN.
  const Gradients expected = gradients(test_case, torch::kDouble, reference);
  const auto compare = [&](torch::ScalarType type, double tolerance) {
    const Gradients actual = gradients(test_case, type, own);
    EXPECT_LE(difference(actual.output, expected.output), tolerance);
    EXPECT_LE(difference(actual.x, expected.x), tolerance);
    EXPECT_LE(difference(actual.weight, expected.weight), tolerance);
    return actual;
  };
  EXPECT_LE(difference(compare(torch::kFloat, 1e-5).bias, expected.bias), 1e-5);
  // The gradient of the bias is LibTorch's own sum in this type.
  (void)compare(torch::kBFloat16, 1e-2);
}

INSTANTIATE_TEST_SUITE_P(Shapes, DepthwiseConvolution,
                         testing::Values(Case{16, 5, 1, 2, 7, 6}, Case{32, 5, 2, 0, 11, 9},
                                         Case{5, 5, 2, 2, 8, 8}, Case{37, 3, 1, 1, 2, 2},
                                         Case{48, 3, 2, 1, 5, 7}, Case{16, 5, 1, 2, 1, 1}));

TEST(DepthwiseConvolution, GivesTheSameWithAnyNumberOfThreads) {
  const Case test_case{64, 5, 1, 2, 6, 6};
  const auto own = [](const auto& x, const auto& weight, const auto& bias) {
    return depthwise_convolution(x, weight, bias, {.stride = 1, .rows = 2, .columns = 2});
  };
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const Gradients alone = gradients(test_case, torch::kFloat, own);
  at::set_num_threads(2);
  const Gradients shared = gradients(test_case, torch::kFloat, own);
  at::set_num_threads(threads);
  EXPECT_TRUE(alone.weight.equal(shared.weight));
}

}  // namespace
}  // namespace mien::train
