#pragma once

#include <onnx/onnx_pb.h>

#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "mien/core/image.h"
#include "mien/nn/metadata.h"
#include "quant/ranges.h"

namespace mien::quant {

/// The values of one tensor for several pictures: picture x channel x place.
struct WatchedValues {
  std::string_view name;
  std::size_t pictures = 0;
  std::size_t channels = 0;
  std::size_t places = 0;
  std::span<const float> values;
};

struct WatchOptions {
  int threads = 1;
  int batch = 8;  ///< pictures in one forward pass, unless the network has a fixed number
  /// Called after each pass with the number of pictures that it read.
  std::function<void(std::size_t)> progress = nullptr;
  std::function<bool()> stop = nullptr;  ///< asked before each pass
};

/// Runs a network over pictures and hands over the values of tensors inside it.
/// @param model with the shapes of the tensors (`infer_shapes`)
/// @param metadata the model's, of a fixed input size
/// @param tensors of 4 axes, or the network's input
/// @param pictures of the network's input size, as it sees them
/// @throws Error (ErrorCode::model) as `Network` does, or if a tensor has a value that is not
/// finite or a shape that is not known; (ErrorCode::cancelled) if `stop` says so
void watch(const onnx::ModelProto& model, const ModelMetadata& metadata,
           const std::set<std::string>& tensors, std::span<const Image> pictures,
           const WatchOptions& options, const std::function<void(const WatchedValues&)>& take);

/// What was seen of one channel.
struct ChannelStatistics {
  float low = 0;   ///< 0 or less
  float high = 0;  ///< 0 or more
  double mean = 0;
};

/// The statistics of a tensor's channels, collected part by part.
class TensorStatistics {
 public:
  void add(const WatchedValues& values);

  [[nodiscard]] std::vector<ChannelStatistics> channels() const;

 private:
  std::vector<ChannelStatistics> sums_;  ///< `mean` holds the sum
  double count_ = 0;                     ///< values of each channel
};

/// The range of all channels.
[[nodiscard]] Range range_of(std::span<const ChannelStatistics> channels);

}  // namespace mien::quant
