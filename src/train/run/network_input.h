#pragma once

#include <torch/types.h>

#include "dataset/batch_loader.h"
#include "train/recipe/recipe.h"

namespace mien::train {

/// How pictures of a recipe are read for a network of this input size; without augmentation.
/// @param input_size pixels; 0: as the recipe's [input] says
[[nodiscard]] dataset::LoaderOptions loader_options(const Recipe& recipe, int input_size);

/// The pixels of a batch as the network takes them: batch x channels x rows x columns in
/// channels-last order. The tensor refers to the batch's memory.
[[nodiscard]] torch::Tensor network_input(const dataset::Batch& batch, const InputSpec& input);

/// The indices of a batch's pictures, 64-bit.
[[nodiscard]] torch::Tensor sample_tensor(const dataset::Batch& batch);

}  // namespace mien::train
