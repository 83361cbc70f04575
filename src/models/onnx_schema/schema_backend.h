#pragma once

#include <onnx/onnx_pb.h>

#include <string>

// What libmien asks of its ONNX module. Debian's libonnx describes each operator of ONNX when it is
// loaded, which takes longer than to read a network, and only imports and quantization ask for
// these descriptions. Therefore it lives in a module of its own, and this header is all that the
// two have in common. Nothing here throws but std::bad_alloc.

namespace mien::models {

class SchemaBackend {
 public:
  virtual ~SchemaBackend() = default;
  /// Compares a model with the descriptions of its operators.
  /// @return what they object to, and empty if they object to nothing
  [[nodiscard]] virtual std::string check(const onnx::ModelProto& model) const = 0;
  /// Adds the shapes of all values that follow from those of the inputs.
  /// @return why shapes do not fit each other, and empty if they do
  [[nodiscard]] virtual std::string infer_shapes(onnx::ModelProto& model) const = 0;
};

/// The name of the function `const SchemaBackend*()` that the module exports. The number goes up
/// with each change of this header, so that a module of another build is refused.
inline constexpr const char* schema_backend_symbol = "mien_schema_backend_1";

/// The backend; loads the module at the first call.
/// @throws Error (ErrorCode::setup) if it cannot be loaded
[[nodiscard]] const SchemaBackend& schema_backend();

}  // namespace mien::models

extern "C" const mien::models::SchemaBackend* mien_schema_backend_1();
