#include "train/module/device.h"

#include <fmt/format.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include "mien/core/error.h"

namespace mien::train {

torch::Device torch_device(Device device) {
  if (device == Device::cpu) return {torch::kCPU};
  if (!torch::cuda::is_available()) {
    throw Error(ErrorCode::setup,
                fmt::format("device: expected a CUDA device and a LibTorch that was built for it, "
                            "found LibTorch {} without one",
                            TORCH_VERSION));
  }
  return {torch::kCUDA, 0};
}

}  // namespace mien::train
