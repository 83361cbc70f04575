#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>

#include <exception>
#include <new>

#include "models/onnx_schema/schema_backend.h"

namespace mien::models {

namespace {

/// Runs `work`, and tells why it failed.
template <typename Work>
std::string failure_of(const Work& work) {
  try {
    work();
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    return *error.what() == '\0' ? "libonnx gives no reason" : error.what();
  }
  return {};
}

class LibonnxBackend final : public SchemaBackend {
 public:
  [[nodiscard]] std::string check(const onnx::ModelProto& model) const override {
    return failure_of([&] { onnx::checker::check_model(model); });
  }
  [[nodiscard]] std::string infer_shapes(onnx::ModelProto& model) const override {
    return failure_of([&] { onnx::shape_inference::InferShapes(model); });
  }
};

}  // namespace

}  // namespace mien::models

const mien::models::SchemaBackend* mien_schema_backend_1() {
  static const mien::models::LibonnxBackend backend;
  return &backend;
}
