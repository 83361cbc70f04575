#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "networks/graph_builder.h"
#include "train/losses/loss.h"
#include "train/module/trainable_network.h"
#include "train/optim/optimizer.h"
#include "train/parallel/processes.h"
#include "train/run/initial_network.h"
#include "train/run/tiny_run.h"
#include "train/run/trainer.h"

namespace mien::train {
namespace {

constexpr int batch = 12;
constexpr int classes = 3;

// Smooth and shallow, so that a difference in rounding stays one.
NetworkGraph smooth_network() {
  GraphBuilder g("smooth");
  int x = g.convolution("first", GraphBuilder::picture,
                        {.out = 6, .kernel = 3, .stride = 2, .same = true});
  x = g.activation(g.batch_norm("first_bn", x), Nonlinearity::silu);
  x = g.convolution("second", x, {.out = 8, .kernel = 3, .stride = 2, .same = true});
  x = g.activation(g.batch_norm("second_bn", x), Nonlinearity::silu);
  const int features = g.flatten(g.global_average_pool(x));
  return std::move(g).finish(features, {.name = "logits", .classes = classes});
}

// The weights after some steps on pictures [from, from + count) of each batch.
NamedTensors after_steps(const ProcessGroup* group, std::int64_t from, std::int64_t count) {
  at::set_num_threads(1);
  const NetworkGraph graph = smooth_network();
  TrainableNetwork network(graph, random_weights(graph, 3));
  network.train_only([](const Parameter&) { return true; });
  std::vector<torch::Tensor> trained;
  for (const torch::Tensor& tensor : network.tensors()) {
    if (tensor.requires_grad()) trained.push_back(tensor);
  }
  Optimizer optimizer({{trained, 0.05, true}}, {.kind = OptimizerKind::sgd});
  torch::Generator random = at::detail::createCPUGenerator(5);
  const std::vector<int> outputs{graph.logits};
  for (int step = 0; step < 6; ++step) {
    const torch::Tensor pictures = torch::randn({batch, 3, 16, 16}, random);
    torch::Tensor targets =
        torch::one_hot(torch::arange(batch) % classes, classes).to(torch::kFloat);
    targets[0].zero_();  // not labelled: the halves differ in weight
    optimizer.zero_gradients();
    const auto logits = network.forward(pictures.narrow(0, from, count), outputs,
                                        {.training = true, .group = group}, random);
    const LossSum loss = class_loss(logits.front(), targets.narrow(0, from, count));
    torch::Tensor weight = loss.weight.clone();
    if (group != nullptr) group->sum_in_place(weight);
    (loss.sum / weight).backward();
    if (group != nullptr) group->sum_gradients(trained);
    optimizer.step(1);
  }
  return network.weights();
}

// The reference is one process with the doubled batch; sums in another order differ by rounding.
TEST(DataParallel, TwoProcessesStepAsOneWithTheDoubledBatch) {
  const int code = testing::run_pair(
      [](const ProcessPlace& place) {
        NamedTensors together;
        {
          const ProcessGroup group(place);
          together = after_steps(&group, 0, batch / 2);
        }
        for (const auto& [name, tensor] : after_steps(nullptr, 0, batch)) {
          const std::vector<float>& actual = together.at(name).values;
          for (std::size_t i = 0; i < actual.size(); ++i) {
            ASSERT_NEAR(actual[i], tensor.values[i], 1e-4) << name << " " << i;
          }
        }
      },
      [](const ProcessPlace& place) {
        const ProcessGroup group(place);
        (void)after_steps(&group, batch / 2, batch / 2);
      });
  EXPECT_EQ(code, 0);
}

// A CCC is no sum over pictures, so that the processes add up the six sums that it is made of.
TEST(DataParallel, TwoProcessesHaveTheConcordanceOfTheWholeBatch) {
  constexpr std::int64_t rows = 10;
  const auto loss_of = [](const ProcessGroup* group, std::int64_t from, std::int64_t count) {
    const torch::Tensor all =
        torch::linspace(-0.9, 0.8, rows * 2, torch::kDouble).reshape({rows, 2});
    const torch::Tensor answers =
        all.narrow(0, from, count).square().clone().set_requires_grad(true);
    torch::Tensor targets = all.sin();
    targets[0][1] = NAN;  // the halves differ in weight
    const LossSum loss = affect_loss(answers, targets.narrow(0, from, count),
                                     {.mse_weight = 0.5, .ccc_least = 8}, group);
    torch::Tensor weight = loss.weight.detach().clone();
    torch::Tensor value = loss.sum.detach().clone();
    if (group != nullptr) {
      group->sum_in_place(weight);
      group->sum_in_place(value);
    }
    (loss.sum / weight).backward();
    return std::pair{(value / weight).item<double>(), answers.grad()};
  };
  const int code = testing::run_pair(
      [&](const ProcessPlace& place) {
        const ProcessGroup group(place);
        const auto [value, gradient] = loss_of(&group, 0, 4);
        const auto [expected, whole] = loss_of(nullptr, 0, rows);
        EXPECT_NEAR(value, expected, 1e-12);
        EXPECT_LT((gradient - whole.narrow(0, 0, 4)).abs().max().item<double>(), 1e-12);
      },
      [&](const ProcessPlace& place) {
        const ProcessGroup group(place);
        (void)loss_of(&group, 4, rows - 4);
      });
  EXPECT_EQ(code, 0);
}

std::string one_step(int pictures) {
  return "[[stages]]\nname = \"all\"\ntrain = \"all\"\nepochs = 1\nbatch = " +
         std::to_string(pictures) +
         "\nlearning_rate = 1e-3\nhead_learning_rate = 1e-3\noptimizer = \"sgd\"\nmomentum = 0\n"
         "bfloat16 = false\n";
}

NamedTensors trained(const TinyRun& files, int pictures, const std::string& folder,
                     const ProcessGroup* group) {
  Recipe recipe = files.recipe(TinyRun::recipe_text(one_step(pictures)));
  // What dropout draws depends on the process.
  recipe.network.dropout = 0;
  TrainingOptions options;
  options.folder = files.at(folder);
  options.threads = 1;
  options.group = group;
  return run_training(recipe, options).weights;
}

// A whole run of one step. MobileNet at random weights makes rounding a thousand times larger: a
// change of 1e-6 of the pictures changes gradients by 1 %. So the steps are compared as a whole. A
// mean in place of a sum, or statistics of half the batch, would differ by half and more.
TEST(DataParallel, RunsOfTwoProcessesTakeTheSameStep) {
  const TinyRun files;
  const int code = testing::run_pair(
      [&](const ProcessPlace& place) {
        NamedTensors together;
        {
          const ProcessGroup group(place);
          together = trained(files, 24, "together", &group);
        }
        const NamedTensors alone = trained(files, 48, "alone", nullptr);
        const Recipe recipe = files.recipe(TinyRun::recipe_text(one_step(48)));
        const NamedTensors start = random_weights(graph_of(recipe, {0}, {}), recipe.seed);
        double difference = 0;
        double step = 0;
        for (const auto& [name, tensor] : alone) {
          const std::vector<float>& other = together.at(name).values;
          const std::vector<float>& before = start.at(name).values;
          for (std::size_t i = 0; i < other.size(); ++i) {
            difference += std::pow(tensor.values[i] - other[i], 2);
            step += std::pow(tensor.values[i] - before[i], 2);
          }
        }
        EXPECT_GT(step, 0);
        EXPECT_LE(std::sqrt(difference / step), 0.03);
      },
      [&](const ProcessPlace& place) {
        const ProcessGroup group(place);
        (void)trained(files, 24, "together", &group);
      });
  EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace mien::train
