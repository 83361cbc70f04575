#include "quant/equalise.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace mien::quant {

namespace {

constexpr float most = 64;     // largest factor: beyond it a channel says next to nothing
constexpr float spare = 1.1F;  // a channel may grow by a tenth beyond what was seen

/// The largest weight that each input channel of a layer has.
std::vector<float> largest_weights(const ConvLayer& layer) {
  std::vector<float> largest(layer.inputs(), 0);
  const float* next = layer.weights.data();
  for (std::size_t output = 0; output < layer.outputs(); ++output) {
    for (std::size_t i = 0; i < layer.group_inputs(); ++i) {
      float& maximum = largest[layer.input_channel(output, i)];
      for (const float* const end = next + layer.kernel(); next < end; ++next) {
        maximum = std::max(maximum, std::abs(*next));
      }
    }
  }
  return largest;
}

std::vector<float> factors(const ConvLayer& after, std::span<const ChannelStatistics> channels) {
  const std::vector<float> weights = largest_weights(after);
  const float widest_weight = *std::ranges::max_element(weights);
  const Range range = range_of(channels);
  const float widest = std::max(-range.low, range.high);
  std::vector<float> result;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const float reach = spare * std::max(-channels[c].low, channels[c].high);
    // A channel that was always 0 says nothing of its range.
    float factor = reach > 0 && weights[c] > 0 ? widest / reach : 1;
    if (!after.is_depthwise()) factor = std::sqrt(factor * weights[c] / widest_weight);
    result.push_back(std::clamp(factor, 1.0F, most));
  }
  return result;
}

void multiply_outputs(ConvLayer& layer, std::span<const float> factors) {
  const std::size_t block = layer.group_inputs() * layer.kernel();
  for (std::size_t i = 0; i < layer.weights.size(); ++i) layer.weights[i] *= factors[i / block];
  for (std::size_t i = 0; i < layer.bias.size(); ++i) layer.bias[i] *= factors[i];
}

void divide_inputs(ConvLayer& layer, std::span<const float> factors) {
  float* next = layer.weights.data();
  for (std::size_t output = 0; output < layer.outputs(); ++output) {
    for (std::size_t i = 0; i < layer.group_inputs(); ++i) {
      const float factor = factors[layer.input_channel(output, i)];
      for (const float* const end = next + layer.kernel(); next < end; ++next) *next /= factor;
    }
  }
}

/// A scale of a channel goes through these: none, Relu, and a Clip from 0 whose top no channel
/// reaches after it.
bool is_scalable(const ConvLayer& layer) { return !layer.activation || layer.low == 0; }

}  // namespace

std::size_t equalise(std::vector<ConvLayer>& layers, Statistics& statistics,
                     const std::set<std::string>& sole) {
  std::size_t changed = 0;
  for (ConvLayer& before : layers) {
    const auto after = std::ranges::find(layers, before.output, &ConvLayer::input);
    const auto seen = statistics.find(before.output);
    if (after == layers.end() || seen == statistics.end() || !sole.contains(before.output) ||
        !is_scalable(before) || after->inputs() != before.outputs() ||
        seen->second.size() != before.outputs()) {
      continue;
    }
    const std::vector<float> scale = factors(*after, seen->second);
    multiply_outputs(before, scale);
    divide_inputs(*after, scale);
    for (std::size_t c = 0; c < scale.size(); ++c) {
      ChannelStatistics& channel = seen->second[c];
      channel.low *= scale[c];
      channel.high *= scale[c];
      channel.mean *= scale[c];
    }
    if (std::ranges::any_of(scale, [](float factor) { return factor != 1; })) ++changed;
  }
  return changed;
}

}  // namespace mien::quant
