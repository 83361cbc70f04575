#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/bytes.h"
#include "models/graph/graph.h"

namespace mien::models {

/// Imports a TensorFlow.js graph model (model.json and its weight files). Pictures become batch,
/// channel, row, column with any batch; TensorFlow's "same" padding becomes explicit;
/// multiplications and additions after convolutions are folded into their kernels and biases.
/// @param outputs the nodes to take as outputs, in this order; if empty, those that the model's
/// signature names
/// @throws Error (ErrorCode::model) that names the node for an operation that mien does not know
/// and for shapes that do not fit.
[[nodiscard]] Graph import_tfjs(std::string_view model_json, const SourceFiles& files,
                                std::vector<std::string> outputs, std::string_view name);

}  // namespace mien::models
