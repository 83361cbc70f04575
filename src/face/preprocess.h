#pragma once

#include <span>

#include "mien/core/image.h"
#include "mien/nn/metadata.h"

namespace mien {

/// Number of floats one picture takes as input of a network.
[[nodiscard]] std::size_t input_values(const InputSpec& input);

/// Writes a picture of the network's input size as (value - mean) * scale in the order of channels
/// and axes that the network wants, into its place in the batch.
/// @param target input_values(input) floats
void write_input(const Image& picture, const InputSpec& input, std::span<float> target);

}  // namespace mien
