#pragma once

#include <onnx/onnx_pb.h>

#include <span>
#include <string_view>

#include "mien/nn/metadata.h"
#include "models/bytes.h"

namespace mien::models {

/// Parses an .onnx file.
/// @param name what to call it in messages
/// @throws Error (ErrorCode::model) if it is not one or keeps its weights in other files.
[[nodiscard]] onnx::ModelProto parse_onnx(std::span<const std::byte> bytes, std::string_view name);

/// Runs the ONNX checker and shape inference.
/// @throws Error (ErrorCode::model) with what they object to.
void check_onnx(const onnx::ModelProto& model, std::string_view name);

/// Stores mien's metadata in place of what is there; an empty text removes it.
void set_metadata(onnx::ModelProto& model, std::string_view metadata);

/// The metadata that a model carries.
/// @throws Error (ErrorCode::model) if it carries none, or as `parse_metadata` does.
[[nodiscard]] ModelMetadata metadata_of(const onnx::ModelProto& model, std::string_view name);

/// Writes a model; equal models give equal bytes.
[[nodiscard]] Bytes serialise_onnx(const onnx::ModelProto& model);

}  // namespace mien::models
