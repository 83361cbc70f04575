#pragma once

#include <string_view>

#include "models/bytes.h"
#include "models/graph/graph.h"

namespace mien::models {

struct OnnxOptions {
  /// Store weights of two axes or more as 16-bit floats, each with a Cast to 32 bits that ONNX
  /// Runtime computes once while it loads the file.
  bool half_weights = false;
};

/// Writes a graph as an .onnx file (operator set 13). Equal graphs give equal bytes.
/// @param metadata JSON to store under mien's metadata key; empty stores none
/// @throws Error (ErrorCode::model) if the ONNX checker or its shape inference refuses the graph,
/// or a weight to be stored in 16 bits is beyond their range of 65504.
[[nodiscard]] Bytes write_onnx(const Graph& source, std::string_view metadata,
                               const OnnxOptions& options = {});

}  // namespace mien::models
