#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "mien/core/image.h"
#include "mien/nn/metadata.h"
#include "mien/nn/network.h"

namespace mien {

/// Number of floats one picture takes as input of a network.
[[nodiscard]] std::size_t input_values(const InputSpec& input);

/// The shape of a batch of so many pictures; the network's own number of them if that is larger.
[[nodiscard]] std::vector<std::int64_t> input_shape(const Network& network, std::size_t pictures);

/// Writes a picture of the network's input size as (value - mean) * scale in the order of channels
/// and axes that the network wants, into its place in the batch.
/// @param target input_values(input) floats
void write_input(const Image& picture, const InputSpec& input, std::span<float> target);

}  // namespace mien
