#pragma once

#include <string>
#include <vector>

#include "networks/pad_channels.h"

namespace mien::train {

/// What a graph_linear comes to, since no picture has a part in its weights: [nodes, in_channels],
/// computed in double precision.
/// @param name of the node, such as "heads.graph"
/// @throws Error (ErrorCode::model) if a tensor is missing or has another shape
[[nodiscard]] std::vector<float> graph_weights(const NetworkGraph& graph,
                                               const NamedTensors& tensors,
                                               const std::string& name);

/// The same network with the label graph folded to one linear layer without bias, of which each
/// head has its rows: "heads.NAME.weight" in place of the parameters of the graph. A network
/// without a label graph stays as it is.
/// @throws Error (ErrorCode::model) if a tensor is missing or has another shape
[[nodiscard]] WeightedNetwork fold_graph(const NetworkGraph& graph, const NamedTensors& tensors);

}  // namespace mien::train
