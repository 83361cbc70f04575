#pragma once

#include <torch/types.h>

#include "train/parallel/process_group.h"

namespace mien::train {

/// Batch normalisation with the statistics of the batches of all processes together;
/// differentiable.
/// @param x batch x channels x rows x columns, or batch x channels
/// @param running_mean,running_variance are moved towards the batch's by `momentum`
[[nodiscard]] torch::Tensor synchronised_norm(const torch::Tensor& x, const torch::Tensor& scale,
                                              const torch::Tensor& shift,
                                              const torch::Tensor& running_mean,
                                              const torch::Tensor& running_variance,
                                              double momentum, double epsilon,
                                              const ProcessGroup& group);

}  // namespace mien::train
