#include "weights/insert_batch_norm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "mien/core/error.h"

namespace mien::train {

namespace {

/// The scale of one output channel; 0 for a dead one, whose scale is no more than rounding errors.
double channel_scale(std::span<const float> kernel, double variance, KernelScale scale) {
  constexpr double least_norm = 1e-6;
  constexpr double least_deviation = 1e-3;
  if (scale == KernelScale::folded) return 1;
  if (scale == KernelScale::unit_variance) {
    return variance > least_deviation * least_deviation ? std::sqrt(variance) : 0;
  }
  double squares = 0;
  for (const float value : kernel) squares += static_cast<double>(value) * value;
  return squares > least_norm * least_norm ? std::sqrt(squares / 2) : 0;
}

/// What to divide the kernel of each channel by. Dead channels are divided by the median of the
/// others, so that their gradients are as large as the others', too.
std::vector<double> divisors(const NamedTensor& kernel, const ChannelStatistics& output,
                             KernelScale scale) {
  const std::size_t channels = output.variance.size();
  const std::size_t fan_in = kernel.values.size() / channels;
  std::vector<double> result;
  std::vector<double> alive;
  for (std::size_t i = 0; i < channels; ++i) {
    const auto row = std::span(kernel.values).subspan(i * fan_in, fan_in);
    result.push_back(channel_scale(row, output.variance[i], scale));
    if (result.back() > 0) alive.push_back(result.back());
  }
  std::sort(alive.begin(), alive.end());
  const double median = alive.empty() ? 1 : alive[alive.size() / 2];
  std::replace(result.begin(), result.end(), 0.0, median);
  return result;
}

}  // namespace

void insert_batch_norm(NamedTensors& tensors, std::string_view prefix, NamedTensor kernel,
                       std::span<const float> bias, const ChannelStatistics& output, double epsilon,
                       KernelScale scale) {
  const std::size_t channels = bias.size();
  if (kernel.shape.size() != 4 || kernel.shape[0] != static_cast<std::int64_t>(channels) ||
      channels == 0 || output.mean.size() != channels || output.variance.size() != channels) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected a kernel, biases and statistics of as many channels, "
                            "found {} biases, {} means and {} variances",
                            prefix, channels, output.mean.size(), output.variance.size()));
  }
  const std::size_t fan_in = kernel.values.size() / channels;
  const std::vector<std::int64_t> shape = {static_cast<std::int64_t>(channels)};
  NamedTensor gamma{shape, std::vector<float>(channels)};
  NamedTensor beta = gamma;
  NamedTensor mean = gamma;
  NamedTensor variance = gamma;
  const std::vector<double> all_divisors = divisors(kernel, output, scale);
  for (std::size_t i = 0; i < channels; ++i) {
    const double by = all_divisors[i];
    for (float& value : std::span(kernel.values).subspan(i * fan_in, fan_in))
      value = static_cast<float>(value / by);
    // beta cancels the running mean as it is stored, not as it was measured: no rounding is left.
    mean.values[i] = static_cast<float>((output.mean[i] - bias[i]) / by);
    variance.values[i] = static_cast<float>(output.variance[i] / (by * by));
    gamma.values[i] = static_cast<float>(by * std::sqrt(variance.values[i] + epsilon));
    beta.values[i] = static_cast<float>(bias[i] + by * mean.values[i]);
  }
  tensors.insert_or_assign(fmt::format("{}.weight", prefix), std::move(kernel));
  tensors.insert_or_assign(fmt::format("{}_bn.weight", prefix), std::move(gamma));
  tensors.insert_or_assign(fmt::format("{}_bn.bias", prefix), std::move(beta));
  tensors.insert_or_assign(fmt::format("{}_bn.running_mean", prefix), std::move(mean));
  tensors.insert_or_assign(fmt::format("{}_bn.running_var", prefix), std::move(variance));
}

}  // namespace mien::train
