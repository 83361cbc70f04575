#pragma once

#include <span>
#include <string_view>

#include "networks/named_tensors.h"
#include "weights/channel_statistics.h"

namespace mien::train {

/// How large the kernels of a network are made when batch normalisation is put back. The choice
/// does not change what the network computes, since the normalisation that follows divides by the
/// scale again; it changes how far one step of an optimiser moves it.
enum class KernelScale {
  /// Root mean square sqrt(2 / fan in) in each output channel, as a new network is initialised,
  /// whatever the size of the layer's inputs. Steps of Adam and of SAM then move all layers alike.
  fan_in,
  /// Variance 1 of each channel of the convolution's output. Kernels of layers with large inputs,
  /// such as pixels of 0 to 255, become tiny: SAM's one radius for all layers would wipe them out.
  unit_variance,
  /// As in the file.
  folded,
};

/// Replaces the bias of a convolution by a batch normalisation that computes the same in evaluation
/// mode: y = gamma * (x - running mean) / sqrt(running variance + epsilon) + beta.
/// Adds PREFIX.weight, and PREFIX_bn.weight, .bias, .running_mean and .running_var to `tensors`.
/// @param kernel [out, in / groups, height, width]
/// @param bias one value an output channel
/// @param output statistics of the convolution's output, bias included, on typical pictures
/// @param epsilon of the batch normalisation, above 0
void insert_batch_norm(NamedTensors& tensors, std::string_view prefix, NamedTensor kernel,
                       std::span<const float> bias, const ChannelStatistics& output, double epsilon,
                       KernelScale scale);

}  // namespace mien::train
