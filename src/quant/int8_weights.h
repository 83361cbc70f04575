#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quant/conv_layers.h"
#include "quant/ranges.h"
#include "quant/watch.h"

namespace mien::quant {

/// A layer's weights in whole numbers. A weight is `scales[output] * weights`, a bias
/// `scales[output] * input scale * bias`.
struct Int8Weights {
  std::vector<std::int8_t> weights;  ///< -127 to 127, in the order of the layer's
  std::vector<float> scales;         ///< one a channel of the output
  std::vector<std::int32_t> bias;    ///< one a channel of the output
};

/// Rounds the weights of each output channel with a scale of its own: its largest weight over 127,
/// or a smaller one if that has a smaller squared error.
[[nodiscard]] Int8Weights round_weights(const ConvLayer& layer, float input_scale);

/// By how much the rounded weights change the mean of each output channel, for the mean that each
/// channel of the input has. It is subtracted from the bias (Nagel et al. 2019, section 4.2).
[[nodiscard]] std::vector<double> mean_errors(const ConvLayer& layer, const Int8Weights& rounded,
                                              std::span<const ChannelStatistics> input);

/// Sets the bias to the layer's, less `errors` if there are any.
/// @param errors one a channel of the output, or none
void round_bias(Int8Weights& rounded, std::span<const float> bias, std::span<const double> errors,
                float input_scale);

}  // namespace mien::quant
