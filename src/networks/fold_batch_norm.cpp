#include "networks/fold_batch_norm.h"

#include <cmath>

namespace mien::train {

FoldedConvolution fold_batch_norm(std::span<const float> weights, std::span<const float> bias,
                                  const BatchNormValues& norm) {
  const std::size_t channels = norm.scale.size();
  const std::size_t each = weights.size() / channels;
  FoldedConvolution folded;
  folded.weights.reserve(weights.size());
  folded.bias.reserve(channels);
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const double factor = norm.scale[channel] / std::sqrt(norm.variance[channel] + norm.epsilon);
    for (const float weight : weights.subspan(channel * each, each)) {
      folded.weights.push_back(static_cast<float>(weight * factor));
    }
    const double start = bias.empty() ? 0.0 : bias[channel];
    folded.bias.push_back(
        static_cast<float>((start - norm.mean[channel]) * factor + norm.shift[channel]));
  }
  return folded;
}

}  // namespace mien::train
