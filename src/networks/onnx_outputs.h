#pragma once

#include <string>
#include <vector>

#include "mien/nn/metadata.h"
#include "networks/network_graph.h"

namespace mien::train {

/// A node whose value leaves the network.
struct OnnxOutput {
  std::string name;  ///< of the tensor
  int node = 0;
};

/// @throws Error (ErrorCode::usage) if a network of pictures cannot be fed as the metadata say, as
/// export_onnx.h says.
void check_picture(const NetworkGraph& graph, const InputSpec& input);

/// The nodes that the heads of the metadata are about, in their order, each output once.
/// @throws Error (ErrorCode::usage) as export_onnx.h says.
[[nodiscard]] std::vector<OnnxOutput> choose_outputs(const NetworkGraph& graph,
                                                     const ModelMetadata& metadata);

}  // namespace mien::train
