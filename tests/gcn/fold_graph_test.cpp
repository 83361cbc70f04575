#include "gcn/fold_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affectnet_graph.h"
#include "mien/core/error.h"
#include "networks/heads.h"
#include "networks/networks.h"

namespace mien::train {
namespace {

NetworkGraph small_graph(int word_size, int hidden) {
  const std::vector<HeadLayout> heads = {{.name = "emotion", .outputs = 2, .in_graph = true},
                                         {.name = "gender", .outputs = 1},
                                         {.name = "affect", .outputs = 1, .in_graph = true}};
  NetworkGraph graph = make_network("mobilenet-v1", {.dropout = 0});
  return attach_heads(std::move(graph), {}, heads, {.word_size = word_size, .hidden = hidden});
}

TEST(FoldGraph, ComputesTheProductsByHand) {
  NetworkGraph graph = small_graph(2, 2);
  // Three nodes; features of the first two channels only, so that the rest of W2 is 0.
  std::vector<float> second(std::size_t{2} * 1024);
  second[0] = 1;
  second[1] = 2;
  second[1024] = 3;
  second[1025] = -1;
  NamedTensors tensors = {{"heads.graph.words", {{3, 2}, {1, 0, 0, 1, 2, -1}}},
                          {"heads.graph.adjacency", {{3, 3}, {1, 0, 0, 0, 0.5, 0.5, 0, 0.25, 0.5}}},
                          {"heads.graph.gc1.weight", {{2, 2}, {1, -1, 2, 1}}},
                          {"heads.graph.gc2.weight", {{2, 1024}, second}},
                          {"heads.gender.weight", {{1, 1024}, std::vector<float>(1024)}},
                          {"heads.gender.bias", {{1}, {0}}}};
  // Z W1 = (1 -1; 2 1; 0 -3); A times that = (1 -1; 1 -1; 0.5 -1.25); leaky: -0.2, -0.2, -0.25.
  // H W2 = (1 - 0.6, 2 + 0.2; 0.4, 2.2; 0.5 - 0.75, 1 + 0.25); A times that:
  // (0.4, 2.2; 0.075, 1.725; -0.025, 1.175).
  const std::vector<float> weights = graph_weights(graph, tensors, "heads.graph");
  const std::vector<std::array<float, 2>> expected = {
      {0.4F, 2.2F}, {0.075F, 1.725F}, {-0.025F, 1.175F}};
  for (std::size_t node = 0; node < 3; ++node) {
    EXPECT_FLOAT_EQ(weights[node * 1024], expected[node][0]) << node;
    EXPECT_FLOAT_EQ(weights[node * 1024 + 1], expected[node][1]) << node;
    EXPECT_EQ(weights[node * 1024 + 2], 0) << node;
  }
  const WeightedNetwork folded = fold_graph(graph, tensors);
  std::vector<std::string> names;
  for (const Parameter& parameter : parameters_of(folded.graph)) {
    if (parameter.name.starts_with("heads.")) names.push_back(parameter.name);
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("heads.emotion.weight", "heads.gender.weight",
                                                   "heads.gender.bias", "heads.affect.weight"));
  EXPECT_EQ(folded.tensors.size(), 4U);
  EXPECT_EQ(folded.tensors.at("heads.emotion.weight").shape, (std::vector<std::int64_t>{2, 1024}));
  EXPECT_FLOAT_EQ(folded.tensors.at("heads.affect.weight").values[1], 1.175F);
  EXPECT_EQ(infer_shapes(folded.graph, 64, 64)
                .at(static_cast<std::size_t>(folded.graph.heads[2].node))
                .channels,
            1);
}

// The numbers of the published network: its whole size, and what the folded one has.
TEST(FoldGraph, LeavesNoMoreThanALinearLayer) {
  const std::vector<HeadLayout> heads = {{.name = "emotion", .outputs = 7, .in_graph = true},
                                         {.name = "affect", .outputs = 2, .in_graph = true}};
  const NetworkGraph base = make_network("mobilenet-v1", {.dropout = 0});
  const NetworkGraph graph = attach_heads(base, {}, heads, {.word_size = 300, .hidden = 512});
  EXPECT_EQ(count_parameters(graph) - count_parameters(base), 677888);
  NamedTensors tensors;
  for (const Parameter& parameter : parameters_of(graph)) {
    tensors.emplace(parameter.name,
                    NamedTensor{parameter.shape, std::vector<float>(parameter.size(), 0.1F)});
  }
  const WeightedNetwork folded = fold_graph(graph, tensors);
  EXPECT_EQ(count_parameters(folded.graph) - count_parameters(base), 9 * 1024);
  EXPECT_EQ(count_multiply_adds(folded.graph, 64, 64), count_multiply_adds(graph, 64, 64));
}

TEST(FoldGraph, LeavesOtherNetworksAsTheyAre) {
  const NetworkGraph graph = make_network("resnet18", {.classes = 3});
  NamedTensors tensors = {{"a", {{1}, {2}}}};
  const WeightedNetwork same = fold_graph(graph, tensors);
  EXPECT_EQ(same.tensors, tensors);
  EXPECT_EQ(same.graph.nodes.size(), graph.nodes.size());
}

TEST(FoldGraph, NamesAMissingTensor) {
  EXPECT_THAT([] { (void)fold_graph(small_graph(2, 2), {}); },
              testing::ThrowsMessage<Error>(testing::HasSubstr("heads.graph.adjacency")));
}

}  // namespace
}  // namespace mien::train
