#pragma once

#include <span>
#include <string_view>

#include "mien/nn/metadata.h"
#include "models/bytes.h"

namespace mien::models {

/// The metadata that an .onnx carries; the network itself may be anything.
/// @param name what to call the file in messages
/// @throws Error (ErrorCode::model) if it is no .onnx or carries none.
[[nodiscard]] ModelMetadata embedded_metadata(std::span<const std::byte> onnx,
                                              std::string_view name);

}  // namespace mien::models
