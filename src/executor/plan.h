#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "mien/nn/network.h"

namespace mien::executor {

/// What a layer does with its inputs, which are maps of [row, column, channel].
enum class LayerKind {
  convolution,  ///< weights [out, in, rows, columns]; fully connected layers are 1x1 ones
  depthwise,    ///< weights [channels, 1, rows, columns]: each channel has a kernel of its own
  mean,         ///< over all places; the answer has one row and one column
  add,          ///< of two maps of one shape
  concat,       ///< channels of several maps side by side
};

/// What is done with the sums of a layer.
enum class Activation {
  none,
  relu,
  relu6,  ///< between 0 and 6
  prelu,  ///< negative values times the channel's slope
};

struct Layer {
  LayerKind kind = LayerKind::convolution;
  std::vector<int> inputs;  ///< 0 is the picture, i + 1 the answer of layer i
  Activation activation = Activation::none;
  // The others are for convolutions alone.
  std::string weights{};  ///< names of tensors of the plan
  std::string bias{};
  std::string slope{};        ///< of PReLU
  int stride = 1;             ///< 1 or more
  int dilation = 1;           ///< places from weight to weight, 1 or more
  std::array<int, 4> pads{};  ///< zeros around the map: above, left, below, right

  friend bool operator==(const Layer&, const Layer&) = default;
};

/// An answer of the network.
struct PlanOutput {
  std::string name;
  int value = 0;  ///< as in Layer::inputs

  friend bool operator==(const PlanOutput&, const PlanOutput&) = default;
};

/// A network as a list of layers, with its weights as 32-bit floats. A plan without layers holds
/// weights alone, for code that knows its network.
struct Plan {
  std::string name;
  std::string metadata;  ///< mien's, as JSON; may be empty
  int channels = 3;      ///< of the picture
  std::vector<Layer> layers;
  std::vector<PlanOutput> outputs;
  std::map<std::string, Tensor, std::less<>> tensors;
};

}  // namespace mien::executor
