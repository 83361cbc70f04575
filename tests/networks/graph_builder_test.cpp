#include "networks/graph_builder.h"

#include <gtest/gtest.h>

namespace mien::train {
namespace {

TEST(GraphBuilder, WritesNodesInOrder) {
  GraphBuilder g("two");
  int x = g.convolution("stem", GraphBuilder::picture, {.out = 4, .kernel = {1, 3}, .bias = true});
  x = g.batch_norm("norm", x, {.epsilon = 0.5, .momentum = 0.25});
  EXPECT_EQ(x, 1);
  const int features = g.flatten(g.global_average_pool(x));
  const NetworkGraph graph = std::move(g).finish(features, {});
  ASSERT_EQ(graph.nodes.size(), 4U);
  EXPECT_EQ(graph.nodes[0].in_channels, 3);
  EXPECT_EQ(graph.nodes[0].inputs, (std::vector<int>{GraphOp::picture}));
  EXPECT_EQ(graph.nodes[1].in_channels, 4);
  EXPECT_EQ(graph.nodes[1].epsilon, 0.5);
  EXPECT_EQ(graph.features, 3);
  EXPECT_EQ(graph.feature_size, 4);
  // 3 * 4 * 1 * 3 weights, 4 biases, 8 of the norm.
  EXPECT_EQ(count_parameters(graph), 36 + 4 + 8);
}

TEST(GraphBuilder, JoinsChannels) {
  GraphBuilder g("joined");
  const int a = g.convolution("a", GraphBuilder::picture, {.out = 4});
  const int b = g.convolution("b", GraphBuilder::picture, {.out = 5});
  EXPECT_EQ(g.channels(g.concat({a, b, a})), 13);
}

TEST(GraphBuilder, FlattensLargerMaps) {
  GraphBuilder g("flat");
  const int x = g.flatten(g.convolution("a", GraphBuilder::picture, {.out = 2}), 5);
  EXPECT_EQ(g.channels(x), 50);
  const NetworkGraph graph = std::move(g).finish(x, {.name = "fc", .classes = 7, .dropout = 0.5});
  EXPECT_EQ(graph.nodes.at(static_cast<std::size_t>(graph.logits)).in_channels, 50);
  EXPECT_EQ(graph.nodes.at(static_cast<std::size_t>(graph.logits) - 1).op, Op::dropout);
  EXPECT_EQ(graph.head_dropout, 0.5);
  EXPECT_EQ(infer_shapes(graph, 5, 5).back().channels, 7);
}

TEST(GraphBuilder, RateZeroAddsNoNode) {
  GraphBuilder g("none");
  EXPECT_EQ(g.dropout(g.drop_path(GraphBuilder::picture, 0), 0), GraphBuilder::picture);
}

}  // namespace
}  // namespace mien::train
