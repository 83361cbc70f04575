#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/graph/graph.h"

namespace mien::models {

/// Imports a network of TensorFlow Lite (a .tflite file) with 32-bit weights and one picture as
/// input. Pictures become batch, channel, row, column with any batch; PReLU that the file spells
/// out becomes one operation; else as `import_tfjs` says.
/// @param bytes begin at a multiple of 16, as memory of an allocator does
/// @param outputs the tensors to take as outputs, in this order; if empty, those of the file
/// @throws Error (ErrorCode::model) that names the operator or tensor, for an operator that mien
/// does not know, quantised weights, and anything that does not fit.
[[nodiscard]] Graph import_tflite(std::span<const std::byte> bytes,
                                  std::vector<std::string> outputs, std::string_view name);

}  // namespace mien::models
