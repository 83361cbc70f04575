#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/graph/graph.h"
#include "models/tfjs/tfjs_graph.h"
#include "models/tfjs/weights_manifest.h"

namespace mien::models {

/// Turns TensorFlow nodes, one after the other, into nodes of a `Graph`. Shapes are kept in
/// TensorFlow's order (batch, row, column, channel), tensors of four axes are stored as batch,
/// channel, row, column.
class TfjsTranslator {
 public:
  /// @param weights kept by the caller
  TfjsTranslator(const Weights& weights, std::string_view name);

  /// @throws Error (ErrorCode::model) that names the node.
  void translate(const TfNode& node);

  /// Makes the value of a node an output of the graph.
  void add_output(const std::string& node);

  [[nodiscard]] Graph take();

 private:
  struct Value {
    std::string name;
    Shape shape;
    const Constant* constant = nullptr;
  };
  struct Windows {
    std::vector<std::int64_t> kernel, strides, dilations, pads;
    Shape output;  ///< rows and columns
  };
  using Handler = void (TfjsTranslator::*)(const TfNode&);
  static const std::map<std::string_view, Handler>& handlers();

  // Leaves.
  void placeholder(const TfNode& node);
  void constant(const TfNode& node);
  void identity(const TfNode& node);

  // What moves numbers and changes none.
  void reshape(const TfNode& node);
  void pad(const TfNode& node);
  void concat(const TfNode& node);

  // Convolution, pooling and matrices.
  void conv(const TfNode& node);
  void depthwise_conv(const TfNode& node);
  void mat_mul(const TfNode& node);
  void pool(const TfNode& node);
  void mean(const TfNode& node);

  // Number by number.
  void unary(const TfNode& node);
  void relu6(const TfNode& node);
  void prelu(const TfNode& node);
  void binary(const TfNode& node);
  void softmax(const TfNode& node);

  [[nodiscard]] const Value& input(const TfNode& node, std::size_t index) const;
  [[nodiscard]] const Value& tensor_input(const TfNode& node, std::size_t index,
                                          std::size_t axes) const;
  [[nodiscard]] const Constant& constant_input(const TfNode& node, std::size_t index,
                                               std::size_t axes) const;
  static void expect_inputs(const TfNode& node, std::size_t least, std::size_t most);
  static Windows windows(const TfNode& node, const Shape& input, std::int64_t rows,
                         std::int64_t columns);
  void emit_convolution(const TfNode& node, const Shape& input, Constant kernel,
                        const Windows& windows, std::int64_t groups);
  void emit_fused(const TfNode& node, GraphNode core, const Shape& shape);
  void emit_prelu(const TfNode& node, const std::string& from, std::size_t slope,
                  const Shape& shape);
  void emit_clip(const std::string& from, const std::string& to, float low, float high);
  std::string broadcast_constant(const TfNode& node, const Constant& constant, std::size_t axes);
  std::string add_constant(const std::string& name, Constant constant);
  void define(const TfNode& node, std::string name, Shape shape);

  const Weights& weights_;
  std::map<std::string, Value> values_;
  Graph graph_;
};

}  // namespace mien::models
