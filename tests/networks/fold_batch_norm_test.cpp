#include "networks/fold_batch_norm.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace mien::train {
namespace {

// scale / sqrt(variance + epsilon) is 6 / 3 and 1 / 0.5.
constexpr std::array<float, 2> scale = {6, 1};
constexpr std::array<float, 2> shift = {10, -1};
constexpr std::array<float, 2> mean = {4, 3};
constexpr std::array<float, 2> variance = {8.75, 0};
constexpr std::array<float, 4> weights = {1, 2, 3, 4};
const BatchNormValues norm{scale, shift, mean, variance, 0.25};

TEST(FoldBatchNorm, ScalesEachOutputChannel) {
  const FoldedConvolution folded = fold_batch_norm(weights, {}, norm);
  EXPECT_EQ(folded.weights, (std::vector<float>{2, 4, 6, 8}));
  EXPECT_EQ(folded.bias, (std::vector<float>{(0 - 4) * 2 + 10, (0 - 3) * 2 - 1}));
}

TEST(FoldBatchNorm, TakesTheConvolutionsBias) {
  constexpr std::array<float, 2> bias = {5, 7};
  const FoldedConvolution folded = fold_batch_norm(weights, bias, norm);
  EXPECT_EQ(folded.bias, (std::vector<float>{(5 - 4) * 2 + 10, (7 - 3) * 2 - 1}));
}

}  // namespace
}  // namespace mien::train
