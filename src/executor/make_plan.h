#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "executor/plan.h"

namespace mien::executor {

/// The plan of an .onnx file: convolutions, fully connected layers, means over all places, sums and
/// concatenations. Behind a convolution may be ReLU, a Clip from 0 to 6, PReLU (also spelled out as
/// products and sums) and a factor. Batch norms must be folded.
/// @param onnx whose axes are batch, channel, row, column
/// @param name what to call the file in messages
/// @throws Error (ErrorCode::model) that names the first operation that is none of these
[[nodiscard]] Plan make_plan(std::span<const std::byte> onnx, std::string_view name);

/// A plan without layers: the 32-bit weights of an .onnx file by name.
/// @throws Error (ErrorCode::model) if it is no .onnx
[[nodiscard]] Plan weights_alone(std::span<const std::byte> onnx, std::string_view name);

}  // namespace mien::executor
