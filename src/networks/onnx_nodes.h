#pragma once

#include <span>

#include "models/graph/graph.h"
#include "networks/named_tensors.h"
#include "networks/network_graph.h"
#include "networks/onnx_outputs.h"

namespace mien::train {

struct TranslationOptions {
  int width = 0;   ///< of the picture, pixels
  int height = 0;  ///< of the picture, pixels
  bool fold_batch_norm = true;
};

/// Translates a network and its weights to ONNX operations. What no output needs is left out.
/// @throws Error (ErrorCode::model) for tensors that do not fit, (ErrorCode::usage) as
/// `infer_shapes` does.
[[nodiscard]] models::Graph translate(const NetworkGraph& graph, const NamedTensors& tensors,
                                      std::span<const OnnxOutput> outputs,
                                      const TranslationOptions& options);

}  // namespace mien::train
