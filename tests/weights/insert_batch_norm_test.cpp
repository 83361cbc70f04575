#include "weights/insert_batch_norm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "weights/expect_error.h"
#include "weights/random_tensors.h"

namespace mien::train {
namespace {

constexpr double epsilon = 1e-3;

struct Layer {
  NamedTensor kernel{{6, 4, 3, 3}, random_values(6 * 36, 0.01F, 0.1F, 1)};
  std::vector<float> bias = random_values(6, 0, 3, 2);
  ChannelStatistics output{{0.5, -2, 30, 0, 1, 0.25}, {1, 1e-9, 400, 0, 4, 1e4}};

  [[nodiscard]] NamedTensors inserted(KernelScale scale) const {
    NamedTensors tensors;
    insert_batch_norm(tensors, "a", kernel, bias, output, epsilon, scale);
    return tensors;
  }
};

class InsertBatchNormTest : public testing::TestWithParam<KernelScale> {};

TEST_P(InsertBatchNormTest, FoldsBackToWhatItWas) {
  Layer layer;
  // A dead channel, and one that is almost.
  for (std::size_t i = 36; i < 72; ++i) layer.kernel.values[i] = 0;
  for (std::size_t i = 72; i < 108; ++i) layer.kernel.values[i] *= 1e-5F;
  const NamedTensors tensors = layer.inserted(GetParam());
  ASSERT_EQ(tensors.size(), 5U);
  const NamedTensor& kernel = tensors.at("a.weight");
  EXPECT_EQ(kernel.shape, layer.kernel.shape);
  for (std::size_t i = 0; i < 6; ++i) {
    const double gamma = tensors.at("a_bn.weight").values[i];
    const double mean = tensors.at("a_bn.running_mean").values[i];
    const double deviation = std::sqrt(tensors.at("a_bn.running_var").values[i] + epsilon);
    for (std::size_t j = i * 36; j < (i + 1) * 36; ++j) {
      ASSERT_NEAR(kernel.values[j] * gamma / deviation, layer.kernel.values[j],
                  1e-6 * std::abs(layer.kernel.values[j]));
    }
    const double shift = std::abs(mean * gamma / deviation) + std::abs(layer.bias[i]);
    EXPECT_NEAR(tensors.at("a_bn.bias").values[i] - mean * gamma / deviation, layer.bias[i],
                1e-6 * shift);
  }
}

INSTANTIATE_TEST_SUITE_P(Scales, InsertBatchNormTest,
                         testing::Values(KernelScale::fan_in, KernelScale::unit_variance,
                                         KernelScale::folded));

TEST(InsertBatchNormScaleTest, SetsTheScaleThatWasAskedFor) {
  const Layer layer;
  EXPECT_EQ(layer.inserted(KernelScale::folded).at("a.weight"), layer.kernel);

  const NamedTensors unit = layer.inserted(KernelScale::unit_variance);
  EXPECT_FLOAT_EQ(unit.at("a_bn.running_var").values[0], 1);
  EXPECT_FLOAT_EQ(unit.at("a_bn.running_var").values[2], 1);
  EXPECT_FLOAT_EQ(unit.at("a_bn.running_var").values[3], 0);
  EXPECT_EQ(unit.at("a.weight").values[36], layer.kernel.values[36] / 20);
  EXPECT_FLOAT_EQ(unit.at("a_bn.running_var").values[5], 1);
  // gamma carries the scale: the deviation of channel 2 is 20.
  EXPECT_NEAR(unit.at("a_bn.weight").values[2], 20, 0.02);

  const NamedTensors fan = layer.inserted(KernelScale::fan_in);
  for (std::size_t i = 0; i < 6; ++i) {
    double squares = 0;
    for (std::size_t j = 0; j < 36; ++j) {
      squares += std::pow(fan.at("a.weight").values[i * 36 + j], 2);
    }
    EXPECT_NEAR(squares / 36, 2.0 / 36, 1e-6);
  }
  EXPECT_NEAR(fan.at("a_bn.weight").values[2], 20, 0.02);
}

TEST(InsertBatchNormScaleTest, DividesADeadChannelAsTheOthers) {
  Layer layer;
  layer.kernel.values.assign(layer.kernel.values.size(), 0.5F);
  for (std::size_t i = 0; i < 36; ++i) layer.kernel.values[i] = 1e-12F;
  const NamedTensors tensors = layer.inserted(KernelScale::fan_in);
  // The norm of the others is 3, that of a kernel of the usual scale sqrt(2).
  EXPECT_NEAR(tensors.at("a.weight").values[0], 1e-12 * std::sqrt(2.0) / 3, 1e-18);
}

TEST(InsertBatchNormScaleTest, StatesTheRunningMeanWithoutTheBias) {
  const Layer layer;
  const NamedTensors tensors = layer.inserted(KernelScale::folded);
  EXPECT_FLOAT_EQ(tensors.at("a_bn.running_mean").values[2], 30 - layer.bias[2]);
  EXPECT_FLOAT_EQ(tensors.at("a_bn.running_var").values[2], 400);
  EXPECT_FLOAT_EQ(tensors.at("a_bn.bias").values[2], 30);
}

TEST(InsertBatchNormScaleTest, RefusesChannelsThatDoNotFit) {
  Layer layer;
  layer.output.mean.pop_back();
  expect_model_error([&] { (void)layer.inserted(KernelScale::fan_in); }, {"a:", "5 means"});
  Layer flat;
  flat.kernel.shape = {6, 36};
  expect_model_error([&] { (void)flat.inserted(KernelScale::fan_in); }, {"a:", "kernel"});
}

}  // namespace
}  // namespace mien::train
