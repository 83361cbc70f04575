#include "gcn/pool_features.h"

#include <fmt/format.h>

#include <utility>

#include "mien/core/error.h"

namespace mien::train {

namespace {

GraphOp& expect(NetworkGraph& graph, int index, Op op, const char* description) {
  if (index >= 0 && graph.nodes.at(static_cast<std::size_t>(index)).op == op) {
    return graph.nodes[static_cast<std::size_t>(index)];
  }
  throw Error(ErrorCode::usage,
              fmt::format("{}: expected {} where its features are pooled, found another layer",
                          graph.architecture, description));
}

NetworkGraph scaled_features(NetworkGraph graph, double scale) {
  if (scale == 1) return graph;
  graph.nodes.push_back({.op = Op::scale,
                         .inputs = {graph.features},
                         .in_channels = graph.feature_size,
                         .out_channels = graph.feature_size,
                         .factor = scale});
  graph.features = static_cast<int>(graph.nodes.size()) - 1;
  return graph;
}

}  // namespace

NetworkGraph pool_features(NetworkGraph graph, const FeaturePooling& pooling) {
  if (!pooling.maximum && pooling.last_activation) {
    return scaled_features(std::move(graph), pooling.scale);
  }
  const GraphOp& flat = expect(graph, graph.features, Op::flatten, "a flattened mean");
  GraphOp& pool = expect(graph, flat.inputs.front(), Op::global_average_pool, "a global mean");
  if (pooling.maximum) pool.op = Op::global_max_pool;
  if (!pooling.last_activation) {
    const GraphOp& last = expect(graph, pool.inputs.front(), Op::activation, "an activation");
    pool.inputs = last.inputs;
  }
  return scaled_features(std::move(graph), pooling.scale);
}

}  // namespace mien::train
