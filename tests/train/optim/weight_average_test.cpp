#include "train/optim/weight_average.h"

#include <gtest/gtest.h>

#include "networks/graph_builder.h"
#include "train/finite_differences.h"

namespace mien::train {
namespace {

/// A batch norm of one channel: weight, bias, mean and variance.
TrainableNetwork network(float weight, float bias, float mean, float variance) {
  GraphBuilder builder("test");
  const int norm = builder.batch_norm(
      "bn", builder.convolution("conv", GraphBuilder::picture, {.out = 1, .kernel = 1}));
  const int features = builder.flatten(builder.global_average_pool(norm));
  return {std::move(builder).finish(features, {}),
          {{"conv.weight", {{1, 3, 1, 1}, {weight, bias, mean}}},
           {"bn.weight", {{1}, {weight}}},
           {"bn.bias", {{1}, {bias}}},
           {"bn.running_mean", {{1}, {mean}}},
           {"bn.running_var", {{1}, {variance}}}}};
}

double value(const TrainableNetwork& network, const char* name) {
  return network.tensor(name).item<double>();
}

TEST(WeightAverage, MovesByTheShareThatDoesNotStay) {
  TrainableNetwork average = network(1, 2, 3, 4);
  const TrainableNetwork now = network(2, 0, -3, 8);
  update_average(average, now, 0.75, 1000);
  EXPECT_NEAR(value(average, "bn.weight"), 1.25, 1e-6);
  EXPECT_NEAR(value(average, "bn.bias"), 1.5, 1e-6);
  EXPECT_NEAR(value(average, "bn.running_mean"), 1.5, 1e-6);
  EXPECT_NEAR(value(average, "bn.running_var"), 5, 1e-6);
  EXPECT_LT(apart(average.tensor("conv.weight").flatten(), torch::tensor({1.25, 1.5, 1.5})), 1e-6);
  EXPECT_EQ(value(now, "bn.weight"), 2);
}

TEST(WeightAverage, FollowsFasterAtFirst) {
  TrainableNetwork average = network(10, 0, 0, 1);
  const TrainableNetwork now = network(0, 0, 0, 1);
  update_average(average, now, 0.999, 0);
  EXPECT_NEAR(value(average, "bn.weight"), 10 * 0.1, 1e-6);
  update_average(average, now, 0.999, 8);
  EXPECT_NEAR(value(average, "bn.weight"), 10 * 0.1 * 0.5, 1e-6);
}

TEST(WeightAverage, LeavesWhatDoesNotMove) {
  TrainableNetwork average = network(0.1F, 0.3F, -0.7F, 1.9F);
  const TrainableNetwork before = average.clone();
  update_average(average, before.clone(), 0.9, 5);
  EXPECT_TRUE(average.tensor("conv.weight").equal(before.tensor("conv.weight")));
  EXPECT_TRUE(average.tensor("bn.running_var").equal(before.tensor("bn.running_var")));
}

TEST(WeightAverage, TakesNoPartInGradients) {
  TrainableNetwork average = network(1, 2, 3, 4);
  TrainableNetwork now = network(2, 0, -3, 8);
  now.train_only([](const Parameter&) { return true; });
  update_average(average, now, 0.5, 100);
  EXPECT_FALSE(average.tensor("bn.weight").requires_grad());
  EXPECT_EQ(average.tensor("bn.weight").grad_fn(), nullptr);
}

}  // namespace
}  // namespace mien::train
