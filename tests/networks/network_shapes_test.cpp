#include "networks/network_shapes.h"

#include <gmock/gmock.h>

#include "mien/core/error.h"
#include "networks/graph_builder.h"

namespace mien::train {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

NetworkGraph pooled(const PoolOptions& options) {
  GraphBuilder g("pooled");
  const int x = g.max_pool(GraphBuilder::picture, options);
  return std::move(g).finish(x, {});
}

TEST(NetworkShapes, FixedPaddingRoundsDown) {
  const NetworkGraph graph = pooled({.kernel = 3, .stride = 2, .pad = 1});
  EXPECT_EQ(infer_shapes(graph, 9, 8).front(), (NodeShape{3, 4, 5}));
}

TEST(NetworkShapes, SamePaddingPutsTheOddRowAtTheBottom) {
  const GraphOp node = pooled({.kernel = 3, .stride = 2, .same = true}).nodes.front();
  const WindowPadding even = padding_of(node, {3, 8, 9});
  EXPECT_EQ(even.rows.before, 0);
  EXPECT_EQ(even.rows.after, 1);
  EXPECT_EQ(even.columns.before, 1);
  EXPECT_EQ(even.columns.after, 1);
}

TEST(NetworkShapes, SamePaddingIsNeverNegative) {
  const NetworkGraph graph = pooled({.kernel = 1, .stride = 2, .same = true});
  EXPECT_EQ(infer_shapes(graph, 7, 8).front(), (NodeShape{3, 4, 4}));
  EXPECT_EQ(padding_of(graph.nodes.front(), {3, 8, 7}).rows.after, 0);
}

TEST(NetworkShapes, CeilingPaddingLetsTheLastWindowReachOut) {
  const NetworkGraph graph = pooled({.kernel = 3, .stride = 2, .ceiling = true});
  EXPECT_EQ(infer_shapes(graph, 8, 9).front(), (NodeShape{3, 4, 4}));
  const WindowPadding padding = padding_of(graph.nodes.front(), {3, 9, 8});
  EXPECT_EQ(padding.rows.after, 0);
  EXPECT_EQ(padding.columns.before, 0);
  EXPECT_EQ(padding.columns.after, 1);
  // No window begins outside.
  const NetworkGraph sparse = pooled({.kernel = 1, .stride = 3, .ceiling = true});
  EXPECT_EQ(infer_shapes(sparse, 3, 4).front(), (NodeShape{3, 2, 1}));
}

TEST(NetworkShapes, AdaptivePoolsHaveOneSize) {
  GraphBuilder g("adaptive");
  const int x = g.adaptive_average_pool(GraphBuilder::picture, {2, 5});
  const int features = g.flatten(x, {2, 5});
  const NetworkGraph graph = std::move(g).finish(features, {});
  EXPECT_EQ(infer_shapes(graph, 9, 1).front(), (NodeShape{3, 2, 5}));
  EXPECT_EQ(infer_shapes(graph, 9, 1).back(), (NodeShape{30, 1, 1}));
}

TEST(NetworkShapes, CountsMultiplyAdds) {
  GraphBuilder g("counted");
  int x = g.convolution("a", GraphBuilder::picture,
                        {.out = 6, .kernel = 3, .stride = 2, .pad = 1, .groups = 3});
  x = g.flatten(g.global_average_pool(x));
  const NetworkGraph graph = std::move(g).finish(x, {.name = "fc", .classes = 10});
  // 6 channels * 1 input * 9 taps on 4 x 5 positions, and 6 x 10.
  EXPECT_EQ(count_multiply_adds(graph, 9, 8), 6 * 9 * 20 + 60);
}

TEST(NetworkShapes, RefusesPicturesThatAreTooSmall) {
  const NetworkGraph graph = pooled({.kernel = 5, .stride = 1});
  EXPECT_THAT([&] { (void)infer_shapes(graph, 4, 5); },
              ThrowsMessage<Error>("pooled: node 0: expected a picture as large as the window of "
                                   "5 x 5, found 3 x 5 x 4"));
  EXPECT_THAT([&] { (void)infer_shapes(graph, 0, 5); },
              ThrowsMessage<Error>(HasSubstr("expected a picture of 1 x 1 or more")));
}

TEST(NetworkShapes, RefusesInputsThatDoNotFit) {
  GraphBuilder g("odd");
  const int a = g.convolution("a", GraphBuilder::picture, {.out = 4});
  const int b = g.convolution("b", a, {.out = 5, .stride = 2});
  const int sum = g.add(a, b);
  NetworkGraph graph = std::move(g).finish(sum, {});
  EXPECT_THAT([&] { (void)infer_shapes(graph, 8, 8); },
              ThrowsMessage<Error>("odd: node 2: expected a second input that fits 4 x 8 x 8, "
                                   "found 5 x 4 x 4"));
  graph.nodes[2].inputs = {7, 0};
  EXPECT_THAT([&] { (void)infer_shapes(graph, 8, 8); },
              ThrowsMessage<Error>(HasSubstr("expected inputs before it, not node 7")));
}

TEST(NetworkShapes, AddLeadingTakesFewerChannels) {
  GraphBuilder g("partial");
  const int a = g.convolution("a", GraphBuilder::picture, {.out = 4});
  const int b = g.convolution("b", a, {.out = 5});
  const int x = g.add_leading(b, a);
  const NetworkGraph good = std::move(g).finish(x, {});
  EXPECT_EQ(infer_shapes(good, 8, 8).back(), (NodeShape{5, 8, 8}));
  NetworkGraph bad = good;
  bad.nodes[2].inputs = {a, b};
  bad.nodes[2].in_channels = 4;
  EXPECT_THAT([&] { (void)infer_shapes(bad, 8, 8); },
              ThrowsMessage<Error>(HasSubstr("expected a second input that fits")));
}

}  // namespace
}  // namespace mien::train
