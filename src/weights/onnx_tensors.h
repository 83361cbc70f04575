#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "networks/named_tensors.h"

namespace mien::train {

/// The initialisers of 32-bit floats of an .onnx file by their name, as they are. PyTorch exports
/// parameters under their own names, unless it folds batch normalisation into them.
/// @param name what to call it in messages
/// @throws Error (ErrorCode::model) if it is not an .onnx or has no such initialiser.
[[nodiscard]] NamedTensors read_onnx_tensors(std::span<const std::byte> onnx,
                                             std::string_view name);

}  // namespace mien::train
