#include "quant/int8_weights.h"

#include <gmock/gmock.h>

#include "quant/equalise.h"

namespace mien::quant {
namespace {

using testing::ElementsAre;
using testing::FloatEq;
using testing::FloatNear;

/// A pointwise layer of two inputs.
ConvLayer pointwise(std::vector<float> weights, std::vector<float> bias) {
  ConvLayer layer;
  layer.shape = {static_cast<std::int64_t>(bias.size()), 2, 1, 1};
  layer.weights = std::move(weights);
  layer.bias = std::move(bias);
  return layer;
}

TEST(Int8Weights, HaveAScaleForEachChannel) {
  const Int8Weights rounded =
      round_weights(pointwise({1.27F, 0.5F, -0.0127F, 0.001F}, {1, 0}), 0.5F);
  EXPECT_THAT(rounded.weights, ElementsAre(127, 50, -127, 10));
  EXPECT_THAT(rounded.scales, ElementsAre(FloatNear(0.01F, 1e-6F), FloatNear(0.0001F, 1e-8F)));
  EXPECT_THAT(rounded.bias, ElementsAre(200, 0));
}

TEST(Int8Weights, OfNothingKeepTheirBias) {
  const Int8Weights rounded = round_weights(pointwise({0, 0, 1e-30F, 0}, {3, -2}), 0.02F);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_GT(rounded.scales[i] * 0.02F, 1e-12F);
    EXPECT_NEAR(rounded.bias[i] * static_cast<double>(rounded.scales[i]) * 0.02, i == 0 ? 3 : -2,
                0.02);
  }
}

TEST(Int8Weights, HaveAMeanErrorThatTheBiasTakesUp) {
  // The second weight is 10.4 steps and becomes 10: the channel loses 0.4 steps of the input's
  // mean.
  const ConvLayer layer = pointwise({1.27F, 0.104F}, {0.5F});
  Int8Weights rounded;
  rounded.weights = {127, 10};
  rounded.scales = {0.01F};
  const std::vector<ChannelStatistics> input = {{0, 4, 2}, {0, 4, 3}};
  const std::vector<double> errors = mean_errors(layer, rounded, input);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_NEAR(errors[0], -0.004 * 3, 1e-6);
  round_bias(rounded, layer.bias, errors, 0.1F);
  EXPECT_THAT(rounded.bias, ElementsAre(512));
}

TEST(Equalise, MovesScaleFromOneLayerToTheNext) {
  ConvLayer before = pointwise({1, 2, 3, 4}, {1, 1});
  before.output = "middle";
  ConvLayer after;
  after.input = "middle";
  after.group = 2;
  after.shape = {2, 1, 1, 1};
  after.weights = {1, 1};
  after.bias = {0, 0};
  std::vector<ConvLayer> layers = {before, after};
  Statistics statistics;
  statistics["middle"] = {{0, 8.8F, 1}, {0, 2, 0.5}};
  EXPECT_EQ(equalise(layers, statistics, {"middle"}), 1U);
  // The second channel may grow fourfold, to 8, which leaves a tenth to spare.
  EXPECT_THAT(layers[0].weights, ElementsAre(1, 2, FloatEq(12), FloatEq(16)));
  EXPECT_THAT(layers[0].bias, ElementsAre(1, FloatEq(4)));
  EXPECT_THAT(layers[1].weights, ElementsAre(1, FloatEq(0.25F)));
  EXPECT_FLOAT_EQ(statistics["middle"][1].high, 8);
  EXPECT_NEAR(statistics["middle"][1].mean, 2, 1e-6);
}

TEST(Equalise, LeavesTensorsThatOthersTake) {
  ConvLayer before = pointwise({1, 2, 3, 4}, {1, 1});
  before.output = "middle";
  ConvLayer after = pointwise({1, 1, 1, 1}, {0, 0});
  after.input = "middle";
  std::vector<ConvLayer> layers = {before, after};
  Statistics statistics;
  statistics["middle"] = {{0, 8.8F, 1}, {0, 2, 0.5}};
  EXPECT_EQ(equalise(layers, statistics, {}), 0U);
  EXPECT_EQ(layers[0].weights, before.weights);
}

}  // namespace
}  // namespace mien::quant
