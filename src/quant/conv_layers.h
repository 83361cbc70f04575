#pragma once

#include <onnx/onnx_pb.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace mien::quant {

/// A convolution over rows and columns whose weights are known, with the Relu or Clip behind it.
struct ConvLayer {
  int node = 0;                     ///< index of the Conv among the graph's nodes
  std::optional<int> activation{};  ///< index of the Relu or Clip that alone takes its output
  float low = -std::numeric_limits<float>::infinity();  ///< least value after the activation
  float high = std::numeric_limits<float>::infinity();  ///< largest value after the activation
  std::string input;                                    ///< the tensor that it reads
  std::string output;                                   ///< the tensor after the activation
  bool first = false;                                   ///< whether it reads the graph's input
  bool single = false;  ///< whether its output has one row and one column
  std::size_t group = 1;
  std::vector<std::int64_t> shape;  ///< of the weights: outputs, inputs of a group, rows, columns
  std::vector<float> weights;       ///< in the order of the shape
  std::vector<float> bias;          ///< one a channel of the output; zeros if it has none

  [[nodiscard]] std::size_t outputs() const { return static_cast<std::size_t>(shape[0]); }
  [[nodiscard]] std::size_t group_inputs() const { return static_cast<std::size_t>(shape[1]); }
  [[nodiscard]] std::size_t inputs() const { return group_inputs() * group; }
  /// Weights of one output and one input channel.
  [[nodiscard]] std::size_t kernel() const { return static_cast<std::size_t>(shape[2] * shape[3]); }
  [[nodiscard]] bool is_depthwise() const { return shape[1] == 1 && group == outputs(); }
  /// Channel of the input that weight i of an output's first channel reads.
  [[nodiscard]] std::size_t input_channel(std::size_t output, std::size_t i) const {
    return output / (outputs() / group) * group_inputs() + i;
  }
};

/// The convolutions of a graph, in the order of its nodes, whose weights and bias are constants
/// that nobody else takes. Others are passed over.
/// @param graph with the shapes of values inside it, where they are known (shape inference)
/// @throws Error (ErrorCode::model) that names the weights if they do not fit their shape
[[nodiscard]] std::vector<ConvLayer> find_conv_layers(const onnx::GraphProto& graph);

/// Stores the weights and biases of layers in their graph.
void store_weights(onnx::GraphProto& graph, const std::vector<ConvLayer>& layers);

}  // namespace mien::quant
