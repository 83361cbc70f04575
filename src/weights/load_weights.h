#pragma once

#include <filesystem>

#include "networks/named_tensors.h"

namespace mien::train {

/// Reads published weights, whatever the file is called: a state dict or a whole module of PyTorch
/// (.pt, .pth), a Keras model (.h5), a TensorFlow.js layers model (model.json with its files beside
/// it), or an .onnx.
/// @throws Error (ErrorCode::model) if it cannot be read, is none of these, or is damaged.
[[nodiscard]] NamedTensors read_weights(const std::filesystem::path& path);

}  // namespace mien::train
