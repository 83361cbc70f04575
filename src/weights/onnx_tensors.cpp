#include "weights/onnx_tensors.h"

#include <fmt/format.h>

#include "mien/core/error.h"
#include "nn/onnx_weights.h"

namespace mien::train {

NamedTensors read_onnx_tensors(std::span<const std::byte> onnx, std::string_view name) {
  const NetworkWeights weights(onnx, name);
  NamedTensors tensors;
  for (const auto& [key, tensor] : weights.all()) {
    tensors.emplace(key, NamedTensor{tensor.shape, tensor.data});
  }
  if (tensors.empty()) {
    throw Error(
        ErrorCode::model,
        fmt::format("{}: expected an .onnx with weights of 32-bit floats, found none", name));
  }
  return tensors;
}

}  // namespace mien::train
