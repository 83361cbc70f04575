#pragma once

#include <torch/types.h>

namespace mien::train {

/// Where a network computes.
enum class Device {
  cpu,
  cuda,  ///< the first CUDA device that LibTorch sees
};

/// The device as LibTorch names it.
/// @throws Error (ErrorCode::setup) if LibTorch or the machine has no such device
[[nodiscard]] torch::Device torch_device(Device device);

}  // namespace mien::train
