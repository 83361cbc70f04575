#pragma once

#include <string_view>

#include "models/tfjs/tfjs_graph.h"
#include "models/tfjs/weights_manifest.h"
#include "models/tflite/tensors.h"

namespace mien::models::tflite {

/// A network as TensorFlow writes it: its nodes, and the numbers of its constants.
struct TensorFlowNetwork {
  TfGraph graph;
  Weights weights;
};

/// Writes the operators of TensorFlow Lite as the TensorFlow nodes that they came from, with the
/// axes of weights in TensorFlow's order. The first axis of the input is taken for the batch, of
/// any length. Nodes have the names of the tensors that they make.
/// @param name of the file, for messages
/// @throws Error (ErrorCode::model) that names the operator, if mien does not know it or an option
/// of it, and as `Tensors` does.
[[nodiscard]] TensorFlowNetwork to_tensorflow(const Model& model, Tensors& tensors,
                                              std::string_view name);

}  // namespace mien::models::tflite
