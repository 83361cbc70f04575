#pragma once

#include <string_view>

#include "models/bytes.h"
#include "models/graph.h"

namespace mien::models {

/// Writes a graph as an .onnx file (operator set 13). Equal graphs give equal bytes.
/// @param metadata JSON to store under mien's metadata key; empty stores none
/// @throws Error (ErrorCode::model) if the ONNX checker or its shape inference refuses the graph.
[[nodiscard]] Bytes write_onnx(const Graph& graph, std::string_view metadata);

}  // namespace mien::models
