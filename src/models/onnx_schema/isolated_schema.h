#pragma once

#include <onnx/onnx_pb.h>

#include <string>

namespace mien::models {

/// Compares a model with ONNX's descriptions of its operators. libonnx does it in a child process
/// (core/isolated_process.h), since hostile models make it read memory that is not its own.
/// @return what it objects to, and empty if it objects to nothing
/// @throws Error (ErrorCode::setup) if the module cannot be loaded
[[nodiscard]] std::string schema_fault(const onnx::ModelProto& model);

/// Adds the shapes of all values that follow from those of the inputs, likewise.
/// @return why shapes do not fit each other, and empty if they do
/// @throws Error (ErrorCode::setup) if the module cannot be loaded
[[nodiscard]] std::string add_shapes(onnx::ModelProto& model);

}  // namespace mien::models
