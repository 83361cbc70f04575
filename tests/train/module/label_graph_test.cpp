#include <gtest/gtest.h>

#include "gcn/fold_graph.h"
#include "networks/heads.h"
#include "tiny_network.h"

namespace mien::train {
namespace {

constexpr int word_size = 5;
constexpr int nodes = 4;

NetworkGraph with_graph() {
  GraphBuilder g("tiny");
  const int x = g.convolution("c", GraphBuilder::picture, {.out = 6, .kernel = 3, .pad = 1});
  const int features = g.flatten(g.global_average_pool(x));
  NetworkGraph graph = std::move(g).finish(features, {});
  graph.nodes[1].op = Op::global_max_pool;
  const std::vector<HeadLayout> heads = {{.name = "emotion", .outputs = 3, .in_graph = true},
                                         {.name = "gender", .outputs = 1},
                                         {.name = "valence", .outputs = 1, .in_graph = true}};
  return attach_heads(std::move(graph), {}, heads, {.word_size = word_size, .hidden = 7});
}

std::vector<torch::Tensor> answers(const TrainableNetwork& network) {
  std::vector<int> outputs;
  for (const GraphHead& head : network.graph().heads) outputs.push_back(head.node);
  return network.forward(uniform("x", {3, 3, 5, 7}), outputs, {}, generator());
}

TEST(LabelGraph, AnswersAsTheLinearLayersThatItFoldsTo) {
  const NetworkGraph graph = with_graph();
  const NamedTensors tensors = synthetic_tensors(graph);
  const auto [folded, folded_tensors] = fold_graph(graph, tensors);
  const auto before = answers({graph, tensors});
  const auto after = answers({folded, folded_tensors});
  ASSERT_EQ(before.size(), 3U);
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_LT(apart(before[i], after[i]), 1e-6) << i;
}

TEST(LabelGraph, HasTheRightGradients) {
  const NetworkGraph graph = with_graph();
  TrainableNetwork network(graph, synthetic_tensors(graph));
  train_all(network);
  const torch::Tensor factors = uniform("factors", {3, 4}).to(torch::kDouble);
  const auto loss = [&] {
    const auto outputs = answers(network);
    return (at::cat({outputs[0], outputs[2]}, 1).to(torch::kDouble) * factors).sum();
  };
  for (const char* name : {"heads.graph.gc1.weight", "heads.graph.gc2.weight", "c.weight"}) {
    EXPECT_LT(gradient_error(network.tensor(name), loss, 2e-3), 2e-2) << name;
  }
  EXPECT_FALSE(network.tensor("heads.graph.words").requires_grad());
  EXPECT_FALSE(network.tensor("heads.graph.adjacency").requires_grad());
}

TEST(LabelGraph, AnswersTheSameForLabelsInAnotherOrder) {
  const NetworkGraph graph = with_graph();
  NamedTensors tensors = synthetic_tensors(graph);
  const auto before = answers({graph, tensors});
  // The first two classes change places.
  const NamedTensors old = tensors;
  const auto place = [](int node) { return node == 0 ? 1 : node == 1 ? 0 : node; };
  for (int i = 0; i < nodes; ++i) {
    for (int j = 0; j < word_size; ++j) {
      tensors.at("heads.graph.words").values[i * word_size + j] =
          old.at("heads.graph.words").values[place(i) * word_size + j];
    }
    for (int j = 0; j < nodes; ++j) {
      tensors.at("heads.graph.adjacency").values[i * nodes + j] =
          old.at("heads.graph.adjacency").values[place(i) * nodes + place(j)];
    }
  }
  const auto after = answers({graph, tensors});
  EXPECT_LT(apart(before[0].select(1, 0), after[0].select(1, 1)), 1e-6);
  EXPECT_LT(apart(before[0].select(1, 1), after[0].select(1, 0)), 1e-6);
  EXPECT_LT(apart(before[0].select(1, 2), after[0].select(1, 2)), 1e-6);
  EXPECT_LT(apart(before[2], after[2]), 1e-6);
}

}  // namespace
}  // namespace mien::train
