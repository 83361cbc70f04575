#include "networks/export_heads.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "mien/core/error.h"
#include "models/graph/onnx_writer.h"
#include "networks/onnx_nodes.h"
#include "networks/onnx_outputs.h"

namespace mien::train {

namespace {

/// The heads on a `feature_network`: what follows the features, with its inputs renumbered.
NetworkGraph heads_alone(const NetworkGraph& graph) {
  if (graph.heads.empty()) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected a network with heads, found none", graph.architecture));
  }
  NetworkGraph alone = feature_network(graph.feature_size);
  for (std::size_t i = static_cast<std::size_t>(graph.features) + 1; i < graph.nodes.size(); ++i) {
    GraphOp node = graph.nodes[i];
    for (int& input : node.inputs) {
      if (input < graph.features) {
        throw Error(ErrorCode::usage,
                    fmt::format("{}: layer \"{}\": expected to take the features or what is made "
                                "of them, found node {} before them",
                                graph.architecture, node.name, input));
      }
      input -= graph.features;
    }
    alone.nodes.push_back(std::move(node));
  }
  for (const GraphHead& head : graph.heads) {
    alone.heads.push_back({head.name, head.node - graph.features});
  }
  return alone;
}

void check_kinds(const ModelMetadata& metadata) {
  for (const HeadSpec& head : metadata.heads) {
    if (head.kind != HeadKind::identity && head.kind != HeadKind::tensor) continue;
    throw Error(ErrorCode::usage, fmt::format("{}: head \"{}\": expected classes, two labels or "
                                              "ages in a file of heads, found another kind",
                                              metadata.id, head.attribute));
  }
}

/// Replaces the picture of 1 x 1 pixels, and its flattening, by rows of features.
void take_features(models::Graph& graph, int feature_size) {
  const std::string name = "features";
  graph.input = {name, {-1, feature_size}};
  const std::string flattened = graph.nodes.front().output;
  graph.nodes.erase(graph.nodes.begin());
  for (models::GraphNode& node : graph.nodes) {
    std::ranges::replace(node.inputs, flattened, name);
  }
}

}  // namespace

NetworkGraph feature_network(int feature_size) {
  if (feature_size < 1) {
    throw Error(ErrorCode::usage,
                fmt::format("features: expected 1 or more, found {}", feature_size));
  }
  NetworkGraph graph;
  graph.architecture = "heads";
  graph.in_channels = feature_size;
  graph.nodes.push_back({.op = Op::flatten,
                         .inputs = {GraphOp::picture},
                         .in_channels = feature_size,
                         .out_channels = feature_size});
  graph.feature_size = feature_size;
  return graph;
}

models::Bytes export_heads(const NetworkGraph& graph, const NamedTensors& tensors,
                           const ModelMetadata& metadata, const ExportHeadsOptions& options) {
  check_kinds(metadata);
  const NetworkGraph alone = heads_alone(graph);
  const std::vector<OnnxOutput> outputs = choose_outputs(alone, metadata);
  models::Graph onnx = translate(alone, tensors, outputs, {.width = 1, .height = 1});
  take_features(onnx, alone.feature_size);
  return models::write_onnx(onnx, format_metadata(metadata),
                            {.half_weights = options.half_weights});
}

}  // namespace mien::train
