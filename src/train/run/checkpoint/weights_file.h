#pragma once

#include <filesystem>

#include "networks/named_tensors.h"

namespace mien::train {

/// Writes tensors as `torch.save` writes a state dict: PyTorch's `torch.load` and mien's
/// `read_weights` read it.
/// @throws Error (ErrorCode::output) if the file cannot be written
void write_weights(const std::filesystem::path& path, const NamedTensors& tensors);

}  // namespace mien::train
