#pragma once

#include <filesystem>

#include "networks/named_tensors.h"

namespace mien::train {

/// Reads published weights, whatever the file is called. It may be a state dict or a whole module
/// of PyTorch (.pt, .pth), a Keras model (.h5) or an .onnx. It may also be a TensorFlow.js layers
/// model (model.json with its files beside it).
/// @throws Error (ErrorCode::model) if it cannot be read, is none of these, or is damaged.
[[nodiscard]] NamedTensors read_weights(const std::filesystem::path& path);

}  // namespace mien::train
