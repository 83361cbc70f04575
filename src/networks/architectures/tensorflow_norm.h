#pragma once

#include "networks/graph_builder.h"

namespace mien::train {

/// Batch normalisation as TensorFlow has it, where these networks come from.
inline constexpr BatchNormOptions tensorflow_norm{.epsilon = 1e-3, .momentum = 0.1};

}  // namespace mien::train
