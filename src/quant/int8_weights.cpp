#include "quant/int8_weights.h"

#include <algorithm>
#include <cmath>

namespace mien::quant {

namespace {

constexpr float largest_number = 127;
/// Largest whole number of a bias: half of the type's, so that sums with it fit.
constexpr double largest_bias = 1 << 30;
/// Smallest step of a bias: where a model is imported, numbers below 1e-12 become 0.
constexpr float smallest_step = 1e-11F;

float rounded_to(float weight, float scale) {
  return std::clamp(std::nearbyint(weight / scale), -largest_number, largest_number);
}

double error_of(std::span<const float> weights, float scale) {
  double sum = 0;
  for (const float weight : weights) {
    const double error = static_cast<double>(rounded_to(weight, scale)) * scale - weight;
    sum += error * error;
  }
  return sum;
}

/// The scale of least error among the largest weight's and some smaller ones.
float best_scale(std::span<const float> weights) {
  float largest = 0;
  for (const float weight : weights) largest = std::max(largest, std::abs(weight));
  if (largest == 0) return 0;
  constexpr int finest = 100;
  constexpr int smallest = 70;
  float best = largest / largest_number;
  double least = error_of(weights, best);
  for (int percent = smallest; percent < finest; ++percent) {
    const float scale =
        largest * static_cast<float>(percent) / (static_cast<float>(finest) * largest_number);
    const double error = error_of(weights, scale);
    if (error >= least) continue;
    least = error;
    best = scale;
  }
  return best;
}

}  // namespace

Int8Weights round_weights(const ConvLayer& layer, float input_scale) {
  const std::size_t block = layer.weights.size() / layer.outputs();
  Int8Weights result;
  result.weights.reserve(layer.weights.size());
  for (std::size_t output = 0; output < layer.outputs(); ++output) {
    const std::span<const float> weights = std::span(layer.weights).subspan(output * block, block);
    // The bias is counted in steps of weight times input. They must not be so small that it
    // overflows: that would happen to a channel whose weights are next to nothing.
    const auto least = static_cast<float>(std::abs(static_cast<double>(layer.bias[output])) /
                                          (largest_bias / 2) / input_scale);
    const float scale = std::max({best_scale(weights), least, smallest_step / input_scale});
    result.scales.push_back(scale);
    for (const float weight : weights) {
      result.weights.push_back(static_cast<std::int8_t>(rounded_to(weight, scale)));
    }
  }
  round_bias(result, layer.bias, {}, input_scale);
  return result;
}

std::vector<double> mean_errors(const ConvLayer& layer, const Int8Weights& rounded,
                                std::span<const ChannelStatistics> input) {
  std::vector<double> errors;
  std::size_t next = 0;
  for (std::size_t output = 0; output < layer.outputs(); ++output) {
    double sum = 0;
    for (std::size_t i = 0; i < layer.group_inputs(); ++i) {
      const double mean = input[layer.input_channel(output, i)].mean;
      for (std::size_t k = 0; k < layer.kernel(); ++k, ++next) {
        const double weight = static_cast<double>(rounded.scales[output]) * rounded.weights[next];
        sum += (weight - layer.weights[next]) * mean;
      }
    }
    errors.push_back(sum);
  }
  return errors;
}

void round_bias(Int8Weights& rounded, std::span<const float> bias, std::span<const double> errors,
                float input_scale) {
  rounded.bias.clear();
  for (std::size_t output = 0; output < bias.size(); ++output) {
    const double value = bias[output] - (errors.empty() ? 0 : errors[output]);
    const double step = static_cast<double>(rounded.scales[output]) * input_scale;
    rounded.bias.push_back(static_cast<std::int32_t>(
        std::clamp(std::nearbyint(value / step), -largest_bias, largest_bias)));
  }
}

}  // namespace mien::quant
