#pragma once

#include <torch/types.h>

#include <cstdint>

namespace mien::train {

struct DepthwiseOptions {
  std::int64_t stride = 1;   ///< of rows and columns
  std::int64_t rows = 0;     ///< zeros above and below
  std::int64_t columns = 0;  ///< zeros left and right
};

/// A convolution of each channel by itself, as at::convolution computes it, but with a gradient of
/// the weight of mien's own. For 5x5 kernels and for maps smaller than the kernel, oneDNN 2.6 takes
/// a slow path. It takes twenty to a hundred times as long as the others.
/// @param x batch x channels x rows x columns, 32 bits or bfloat16
/// @param weight channels x 1 x 3 x 3 or x 5 x 5, of the type of `x`
/// @param bias of each channel, or undefined
[[nodiscard]] torch::Tensor depthwise_convolution(const torch::Tensor& x,
                                                  const torch::Tensor& weight,
                                                  const torch::Tensor& bias,
                                                  const DepthwiseOptions& options);

}  // namespace mien::train
