#pragma once

#include <span>
#include <vector>

namespace mien::train {

/// The weights that a standardised convolution computes with (Brock et al. 2021, eq. 1 and gain).
/// The mean of an output channel is taken off, and the rest is divided by sqrt((variance + epsilon)
/// * values), times the channel's gain. Computed in double precision.
/// @param weights with the output channels outermost, `values` for each
/// @param gain one value an output channel
[[nodiscard]] std::vector<float> standardise_weights(std::span<const float> weights,
                                                     std::span<const float> gain, double epsilon);

}  // namespace mien::train
