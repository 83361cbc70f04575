#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mien/nn/network.h"

namespace mien::train {

/// Gives the next batch of pictures, [pictures, channels, height, width], prepared as the network's
/// metadata say (colour order, mean, scale); nothing at the end. Batches may differ in size.
using BatchSource = std::function<std::optional<Tensor>()>;

/// What one tensor of a network is like, over all pictures and positions.
struct ChannelStatistics {
  std::vector<double> mean;      ///< one value a channel
  std::vector<double> variance;  ///< one value a channel, of the population
};

/// Runs a network over pictures and measures tensors inside it. The network may be fed any size,
/// whatever its file says; only its graph is used.
/// @param onnx an .onnx of one input [batch, channels, height, width]
/// @param name what to call it in messages
/// @param tensors names of values of the graph, each [batch, channels, height, width]
/// @param threads threads of one forward pass, at least 1
/// @throws Error (ErrorCode::model) if the file is not an .onnx or has not these values, a batch
/// has a shape the network does not take, or there is no picture.
[[nodiscard]] std::map<std::string, ChannelStatistics> measure_channels(
    std::span<const std::byte> onnx, std::string_view name, std::span<const std::string> tensors,
    const BatchSource& next_batch, int threads = 1);

}  // namespace mien::train
