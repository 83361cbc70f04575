#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "models/bytes.h"
#include "published/published_models.h"

namespace mien::train {

/// Whether the bytes begin as an .onnx does.
[[nodiscard]] bool is_onnx(std::span<const std::byte> bytes);

/// Stores metadata in a published .onnx of one picture input [batch, 3, height, width] and one
/// output [batch, classes]. The output may have any name; scores that are no probabilities yet get
/// a softmax from mien. Outputs beyond those that the model's layer takes are cut off.
/// @param name what to call the file in messages
/// @throws Error (ErrorCode::model) if it is no valid .onnx or has another input or output.
[[nodiscard]] models::Bytes import_onnx(std::span<const std::byte> bytes,
                                        const PublishedModel& model, const std::string& name);

}  // namespace mien::train
