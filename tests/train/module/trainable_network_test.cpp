#include "train/module/trainable_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/core/error.h"
#include "tiny_network.h"

namespace mien::train {
namespace {

constexpr int picture = GraphBuilder::picture;
constexpr Pass training{.training = true};

struct Nodes {
  int first = 0;
  int last = 0;
};

/// Compares each trainable parameter's gradient with differences of the loss.
/// @param pictures in the batch, of 5x7 pixels
/// @param without the name of a parameter whose gradient is nothing but rounding
void expect_right_gradients(NetworkGraph graph, int pictures, std::string_view without) {
  const NamedTensors tensors = synthetic_tensors(graph);
  TrainableNetwork network(std::move(graph), tensors);
  train_all(network);
  const torch::Tensor input = uniform("x", {pictures, 3, 5, 7});
  const torch::Tensor factors = uniform("factors", {pictures, 3}).to(torch::kDouble);
  const Pass pass{.training = true, .update_statistics = false};
  const auto loss = [&] {
    return (value_of(network, network.graph().logits, input, pass).to(torch::kDouble) * factors)
        .sum();
  };
  for (std::size_t i = 0; i < network.parameters().size(); ++i) {
    const Parameter& parameter = network.parameters()[i];
    if (!parameter.trainable || parameter.name == without) continue;
    EXPECT_LT(gradient_error(network.tensors()[i], loss, 2e-3), 2e-2) << parameter.name;
  }
}

TEST(TrainableNetwork, AddsToLeadingChannels) {
  GraphBuilder builder("test");
  const int wide = builder.convolution("wide", picture, {.out = 5, .kernel = 1});
  const int narrow = builder.convolution("narrow", picture, {.out = 2, .kernel = 1});
  const int sum = builder.add_leading(wide, narrow);
  const TrainableNetwork network = network_to(builder, sum);
  const torch::Tensor x = uniform("x", {2, 3, 4, 4});
  const torch::Tensor actual = value_of(network, sum, x);
  const torch::Tensor all = value_of(network, wide, x);
  EXPECT_LT(apart(actual.narrow(1, 0, 2), all.narrow(1, 0, 2) + value_of(network, narrow, x)),
            1e-6);
  EXPECT_EQ(apart(actual.narrow(1, 2, 3), all.narrow(1, 2, 3)), 0);
}

TEST(TrainableNetwork, HasTheRightGradients) {
  GraphBuilder builder("test");
  int x = builder.convolution("conv", picture,
                              {.out = 6, .kernel = 3, .stride = 2, .same = true, .bias = true});
  x = builder.activation(builder.batch_norm("norm", x), Nonlinearity::silu);
  const int gate = builder.activation(builder.convolution("gate", builder.global_average_pool(x),
                                                          {.out = 6, .kernel = 1, .bias = true}),
                                      Nonlinearity::sigmoid);
  const int depthwise = builder.convolution("depthwise", builder.multiply(x, gate),
                                            {.out = 6, .kernel = 3, .pad = 1, .groups = 6});
  const int shortcut = builder.convolution("shortcut", x, {.out = 4, .kernel = 1});
  x = builder.add_leading(depthwise, shortcut);
  x = builder.concat({x, builder.max_pool(x, {.kernel = 3, .stride = 1, .pad = 1})});
  const int features = builder.flatten(builder.average_pool(x, {.kernel = 2, .stride = 2}), {1, 2});
  NetworkGraph graph = std::move(builder).finish(features, {.name = "classifier", .classes = 3});
  // What a batch norm takes from its input, a bias before it, has no gradient.
  expect_right_gradients(std::move(graph), 3, "conv.bias");
}

TEST(TrainableNetwork, HasTheRightGradientsWithoutNorms) {
  GraphBuilder builder("test");
  int x = builder.convolution(
      "conv", picture, {.out = 4, .kernel = 3, .same = true, .bias = true, .standardised = true});
  x = builder.scale(builder.activation(x, Nonlinearity::gelu), 1.7);
  x = builder.average_pool(x, {.kernel = 2, .stride = 2, .ceiling = true, .count_padding = false});
  x = builder.convolution("grouped", x, {.out = 4, .kernel = 2, .groups = 2, .standardised = true});
  x = builder.adaptive_average_pool(builder.scale(x, 0.2, "share"), {3, 2});
  x = builder.linear("hidden", builder.flatten(x, {3, 2}), 5, false);
  const int features = builder.batch_norm("norm", x);
  NetworkGraph graph = std::move(builder).finish(features, {.name = "classifier", .classes = 3});
  // The batch norm divides by the share again.
  expect_right_gradients(std::move(graph), 5, "share");
}

TEST(TrainableNetwork, ScalesByItsFactorAndAScalar) {
  GraphBuilder builder("test");
  const int plain = builder.scale(picture, 0.5);
  const int learnt = builder.scale(plain, -2, "gain");
  TrainableNetwork network = network_to(builder, learnt);
  train_all(network);
  network.tensor("gain").detach().fill_(3);
  const torch::Tensor x = uniform("x", {2, 3, 4, 4});
  EXPECT_LT(apart(value_of(network, plain, x), x * 0.5), 1e-6);
  const torch::Tensor actual = value_of(network, learnt, x);
  EXPECT_LT(apart(actual, x * -3), 1e-6);
  actual.sum().backward();
  EXPECT_NEAR(network.tensor("gain").grad().item<double>(), -x.sum().item<double>(), 1e-4);
}

class BatchNorm : public testing::Test {
 protected:
  BatchNorm() { train_all(network_); }

  static TrainableNetwork make(Nodes& nodes) {
    GraphBuilder builder("test");
    nodes.first = builder.convolution("conv", picture, {.out = 2, .kernel = 1});
    nodes.last = builder.batch_norm("norm", nodes.first, {.epsilon = 1e-3, .momentum = 0.3});
    return network_to(builder, nodes.last);
  }

  [[nodiscard]] torch::Tensor run(const Pass& pass) const {
    return value_of(network_, nodes_.last, x_, pass);
  }

  [[nodiscard]] torch::Tensor part(const char* name) const {
    return network_.tensor(std::string("norm.") + name).detach().to(torch::kDouble);
  }

  /// (input - mean) / deviation * weight + bias.
  [[nodiscard]] torch::Tensor normed(const torch::Tensor& mean, const torch::Tensor& var) const {
    const auto each = [](const torch::Tensor& values) { return values.reshape({1, -1, 1, 1}); };
    return (input_ - each(mean)) / (each(var) + 1e-3).sqrt() * each(part("weight")) +
           each(part("bias"));
  }

  Nodes nodes_;
  TrainableNetwork network_ = make(nodes_);
  torch::Tensor x_ = uniform("x", {3, 3, 2, 2});
  torch::Tensor input_ = value_of(network_, nodes_.first, x_).detach().to(torch::kDouble);
  torch::Tensor mean_ = input_.mean({0, 2, 3});
  torch::Tensor variance_ = input_.var({0, 2, 3}, false);  // of the batch itself, biased
};

TEST_F(BatchNorm, TakesTheBatchInTraining) {
  const torch::Tensor mean = part("running_mean").clone();
  const torch::Tensor variance = part("running_var").clone();
  EXPECT_LT(apart(run(training), normed(mean_, variance_)), 1e-5);
  EXPECT_LT(apart(part("running_mean"), 0.7 * mean + 0.3 * mean_), 1e-6);
  // The running variance is that of the population, as PyTorch estimates it.
  EXPECT_LT(apart(part("running_var"), 0.7 * variance + 0.3 * variance_ * (12.0 / 11)), 1e-6);
}

TEST_F(BatchNorm, TakesTheRunningStatisticsElse) {
  const torch::Tensor mean = part("running_mean").clone();
  EXPECT_LT(apart(run({}), normed(mean, part("running_var"))), 1e-5);
  EXPECT_TRUE(part("running_mean").equal(mean));
}

TEST_F(BatchNorm, LearnsNothingWithoutUpdates) {
  const torch::Tensor mean = part("running_mean").clone();
  const torch::Tensor variance = part("running_var").clone();
  EXPECT_LT(apart(run({.training = true, .update_statistics = false}), normed(mean_, variance_)),
            1e-5);
  EXPECT_TRUE(part("running_mean").equal(mean));
  EXPECT_TRUE(part("running_var").equal(variance));
}

TEST_F(BatchNorm, StaysWhenFrozen) {
  network_.train_only([](const Parameter& parameter) { return parameter.name == "conv.weight"; });
  const torch::Tensor mean = part("running_mean").clone();
  const torch::Tensor variance = part("running_var").clone();
  EXPECT_LT(apart(run(training), normed(mean, variance)), 1e-5);
  EXPECT_TRUE(part("running_mean").equal(mean));
  EXPECT_TRUE(part("running_var").equal(variance));
}

TEST(TrainableNetwork, TrainsOnlyWhatIsWanted) {
  Nodes nodes;
  GraphBuilder builder("test");
  nodes.first = builder.convolution("conv", picture, {.out = 2, .kernel = 1});
  nodes.last = builder.batch_norm("norm", nodes.first);
  TrainableNetwork network = network_to(builder, nodes.last);
  train_all(network);
  EXPECT_TRUE(network.tensor("conv.weight").requires_grad());
  EXPECT_FALSE(network.tensor("norm.running_mean").requires_grad());
  network.train_only([](const Parameter& parameter) { return parameter.name == "norm.bias"; });
  EXPECT_FALSE(network.tensor("conv.weight").requires_grad());
  EXPECT_TRUE(network.tensor("norm.bias").requires_grad());
}

struct Dropped {
  TrainableNetwork network;
  int before;
  int node;
};

Dropped dropping(bool whole_samples) {
  GraphBuilder builder("test");
  const int before = builder.convolution("conv", picture, {.out = 4, .kernel = 1});
  const int node = whole_samples ? builder.drop_path(before, 0.25) : builder.dropout(before, 0.25);
  return {network_to(builder, node), before, node};
}

TEST(Dropout, ScalesWhatStays) {
  const Dropped dropped = dropping(false);
  const torch::Tensor x = uniform("x", {8, 3, 16, 16});
  const torch::Tensor whole = value_of(dropped.network, dropped.before, x);
  const torch::Tensor actual = value_of(dropped.network, dropped.node, x, training);
  const torch::Tensor gone = actual.eq(0);
  EXPECT_LT(apart(actual, (whole / 0.75).masked_fill(gone, 0)), 1e-5);
  // A quarter of 8192 values; the deviation is 0.005.
  EXPECT_NEAR(gone.to(torch::kDouble).mean().item<double>(), 0.25, 0.02);
  EXPECT_TRUE(value_of(dropped.network, dropped.node, x).equal(whole));
}

TEST(Dropout, ComesFromTheGenerator) {
  const Dropped dropped = dropping(false);
  const torch::Tensor x = uniform("x", {2, 3, 8, 8});
  const auto run = [&](const torch::Generator& random) {
    return value_of(dropped.network, dropped.node, x, training, random);
  };
  const torch::Generator random = generator(7);
  const torch::Tensor first = run(random);
  EXPECT_FALSE(run(random).equal(first));
  EXPECT_TRUE(run(generator(7)).equal(first));
  EXPECT_FALSE(run(generator(8)).equal(first));
}

TEST(Dropout, OfPathsTakesWholeSamples) {
  const Dropped dropped = dropping(true);
  const torch::Tensor x = uniform("x", {400, 3, 2, 2});
  const torch::Tensor whole = value_of(dropped.network, dropped.before, x);
  const torch::Tensor actual = value_of(dropped.network, dropped.node, x, training);
  const torch::Tensor gone = actual.flatten(1).abs().amax(1).eq(0);
  EXPECT_LT(apart(actual, (whole / 0.75).masked_fill(gone.reshape({-1, 1, 1, 1}), 0)), 1e-5);
  EXPECT_NEAR(gone.to(torch::kDouble).mean().item<double>(), 0.25, 0.06);
}

TEST(TrainableNetwork, KeepsOutputsThatLaterNodesChangeInPlace) {
  GraphBuilder builder("test");
  const int before = builder.convolution("conv", picture, {.out = 4, .kernel = 1});
  const int dropped = builder.dropout(before, 0.5);
  const int after = builder.activation(dropped, Nonlinearity::relu);
  const TrainableNetwork network = network_to(builder, after);
  const torch::Tensor x = uniform("x", {1, 3, 4, 4});
  const torch::Tensor alone = value_of(network, before, x).clone();
  ASSERT_LT(alone.min().item<double>(), 0);
  const auto both = network.forward(x, std::vector<int>{before, after}, {}, generator());
  EXPECT_TRUE(both[0].equal(alone));
  EXPECT_TRUE(both[1].equal(alone.clamp_min(0)));
}

TEST(TrainableNetwork, KeepsThePicture) {
  GraphBuilder builder("test");
  const int node = builder.activation(picture, Nonlinearity::relu);
  const TrainableNetwork network = network_to(builder, node);
  const torch::Tensor x = uniform("x", {1, 3, 4, 4});
  const torch::Tensor before = x.clone();
  EXPECT_TRUE(value_of(network, node, x).equal(before.clamp_min(0)));
  EXPECT_TRUE(x.equal(before));
}

TEST(TrainableNetwork, GivesItsWeightsBack) {
  GraphBuilder builder("test");
  const int node = builder.batch_norm(
      "norm", builder.convolution("conv", picture, {.out = 3, .kernel = 3, .bias = true}));
  const TrainableNetwork network = network_to(builder, node);
  EXPECT_EQ(network.weights(), synthetic_tensors(network.graph()));
  EXPECT_THROW((void)network.tensor("conv"), std::out_of_range);
}

TEST(TrainableNetwork, SharesTensorsWithCopiesButNotWithClones) {
  GraphBuilder builder("test");
  const int node = builder.convolution("conv", picture, {.out = 1, .kernel = 1, .bias = true});
  const TrainableNetwork network = network_to(builder, node);
  const TrainableNetwork copy = network;  // NOLINT(performance-unnecessary-copy-initialization)
  TrainableNetwork clone = network.clone();
  network.tensor("conv.bias").fill_(5);
  EXPECT_EQ(copy.tensor("conv.bias").item<float>(), 5);
  EXPECT_NE(clone.tensor("conv.bias").item<float>(), 5);
  clone.copy_from(network);
  EXPECT_EQ(clone.tensor("conv.bias").item<float>(), 5);
  network.tensor("conv.bias").fill_(6);
  EXPECT_EQ(clone.tensor("conv.bias").item<float>(), 5);
}

TEST(TrainableNetwork, NamesWhatIsMissingOrOfAnotherShape) {
  GraphBuilder builder("small");
  const int node = builder.convolution("conv", picture, {.out = 2, .kernel = 3, .bias = true});
  const NetworkGraph graph = network_to(builder, node).graph();
  const auto message = [&](const NamedTensors& tensors) -> std::string {
    try {
      const TrainableNetwork network(graph, tensors);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::model);
      return error.what();
    }
    return "no error";
  };
  NamedTensors tensors = synthetic_tensors(graph);
  tensors.at("conv.weight").shape = {2, 3, 9, 1};
  EXPECT_EQ(message(tensors),
            "small: expected \"conv.weight\" of shape [2, 3, 3, 3], found [2, 3, 9, 1]");
  tensors.erase("conv.weight");
  EXPECT_EQ(message(tensors), "small: expected weights of \"conv.weight\", found none");
}

}  // namespace
}  // namespace mien::train
