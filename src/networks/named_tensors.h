#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace mien::train {

/// A parameter or a statistic of a network, whatever file it came from.
struct NamedTensor {
  /// Extents, outermost first; empty for a scalar. The layouts are PyTorch's: convolutions are
  /// [out, in / groups, height, width], linear layers [out, in].
  std::vector<std::int64_t> shape;
  /// Row-major; as many as the product of `shape`.
  std::vector<float> values;

  friend bool operator==(const NamedTensor&, const NamedTensor&) = default;
};

/// Tensors by their full name, such as "blocks.0.0.bn1.running_mean".
using NamedTensors = std::map<std::string, NamedTensor, std::less<>>;

}  // namespace mien::train
