#pragma once

#include <torch/types.h>

#include "networks/network_graph.h"

namespace mien::train {

/// Applies a nonlinearity; differentiable, for 32-bit floats and bfloat16. ReLU and ReLU6 work in
/// place: `x` must be a value that nobody else reads.
[[nodiscard]] torch::Tensor apply_nonlinearity(Nonlinearity kind, torch::Tensor x);

}  // namespace mien::train
