#include "gcn/pool_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/core/error.h"
#include "networks/networks.h"

namespace mien::train {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

const GraphOp& pool_of(const NetworkGraph& graph) {
  const GraphOp& flat = graph.nodes.at(static_cast<std::size_t>(graph.features));
  return graph.nodes.at(static_cast<std::size_t>(flat.inputs.front()));
}

TEST(PoolFeatures, TakesTheMaximumBeforeTheLastActivation) {
  for (const char* name : {"mobilenet-v1", "efficientnet-b0", "rexnet-150", "resnet18"}) {
    const NetworkGraph before = make_network(name, {});
    const NetworkGraph graph = pool_features(before, {.maximum = true, .last_activation = false});
    const GraphOp& pool = pool_of(graph);
    EXPECT_EQ(pool.op, Op::global_max_pool) << name;
    const GraphOp& last = graph.nodes.at(static_cast<std::size_t>(pool.inputs.front()));
    EXPECT_NE(last.op, Op::activation) << name;
    EXPECT_EQ(graph.feature_size, before.feature_size);
    EXPECT_EQ(count_parameters(graph), count_parameters(before));
    EXPECT_NO_THROW((void)infer_shapes(graph, 112, 112));
  }
}

TEST(PoolFeatures, LeavesANetworkAloneUnlessAsked) {
  EXPECT_EQ(pool_of(pool_features(make_network("resnet18", {}), {})).op, Op::global_average_pool);
  EXPECT_NO_THROW((void)pool_features(make_network("vgg16", {}), {}));
}

TEST(PoolFeatures, MultipliesFeatures) {
  const NetworkGraph before = make_network("mobilenet-v1", {});
  const NetworkGraph graph = pool_features(before, {.maximum = true, .scale = 0.25});
  const GraphOp& scale = graph.nodes.at(static_cast<std::size_t>(graph.features));
  EXPECT_EQ(scale.op, Op::scale);
  EXPECT_EQ(scale.factor, 0.25);
  EXPECT_EQ(scale.inputs.front(), before.features);
  EXPECT_EQ(count_parameters(graph), count_parameters(before));
  EXPECT_NO_THROW((void)infer_shapes(graph, 112, 112));
}

TEST(PoolFeatures, RefusesFeaturesThatAreNoMeans) {
  EXPECT_THAT([] { (void)pool_features(make_network("vgg16", {}), {.maximum = true}); },
              ThrowsMessage<Error>(HasSubstr("vgg16: expected a flattened mean")));
}

}  // namespace
}  // namespace mien::train
