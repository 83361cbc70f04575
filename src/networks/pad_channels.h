#pragma once

#include <optional>

#include "networks/named_tensors.h"
#include "networks/network_graph.h"

namespace mien::train {

struct WeightedNetwork {
  NetworkGraph graph;
  NamedTensors tensors;
};

/// The same network with the channels inside widened to a multiple of `multiple` by zeros, which no
/// later layer looks at: features and logits stay what they are. ONNX Runtime runs convolutions in
/// its fast layout only where the number of channels is a multiple of 4, which RexNet's are not.
/// @return nothing if there is nothing to widen, or it cannot be done: concat, groups other than
/// depthwise, standardised convolutions, features that are no multiple
/// @throws Error (ErrorCode::model) if a tensor is missing or has another shape; (ErrorCode::usage)
/// if `multiple` is below 1.
[[nodiscard]] std::optional<WeightedNetwork> pad_channels(const NetworkGraph& graph,
                                                          const NamedTensors& tensors,
                                                          int multiple);

}  // namespace mien::train
