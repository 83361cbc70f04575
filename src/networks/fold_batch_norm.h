#pragma once

#include <span>
#include <vector>

namespace mien::train {

/// Statistics and parameters of a batch norm, one value a channel.
struct BatchNormValues {
  std::span<const float> scale;
  std::span<const float> shift;
  std::span<const float> mean;
  std::span<const float> variance;
  double epsilon = 1e-5;
};

/// A convolution: weights with the output channels outermost, and one bias for each.
struct FoldedConvolution {
  std::vector<float> weights;
  std::vector<float> bias;
};

/// The convolution that gives what the batch norm makes of this one's result:
/// weights * scale / sqrt(variance + epsilon) and
/// (bias - mean) * scale / sqrt(variance + epsilon) + shift, computed in double precision.
/// @param bias of the convolution; empty if it has none
[[nodiscard]] FoldedConvolution fold_batch_norm(std::span<const float> weights,
                                                std::span<const float> bias,
                                                const BatchNormValues& norm);

}  // namespace mien::train
