#include "quant/qdq_graph.h"

#include <algorithm>
#include <array>
#include <set>

#include "quant/stored_weights.h"
#include "quant/tensor_values.h"

namespace mien::quant {

namespace {

onnx::NodeProto node_of(const char* op, const std::vector<std::string>& inputs,
                        const std::string& output) {
  onnx::NodeProto node;
  node.set_op_type(op);
  for (const std::string& input : inputs) node.add_input(input);
  node.add_output(output);
  return node;
}

/// Whether an activation changes no number of its output's scale.
bool is_superfluous(const ConvLayer& layer, const Affine& output) {
  constexpr float rounding = 1e-5F;  // of the scale: 255 steps of it may not be the bound exactly
  const float low = -static_cast<float>(output.zero) * output.scale;
  const float high = (byte_steps - static_cast<float>(output.zero)) * output.scale;
  return low >= layer.low && high * (1 - rounding) <= layer.high;
}

class QdqWriter {
 public:
  QdqWriter(onnx::GraphProto& graph, const std::map<std::string, Affine>& tensors)
      : graph_(graph), tensors_(tensors) {
    for (const auto& input : graph.input()) taken_.insert(input.name());
    for (const auto& tensor : graph.initializer()) taken_.insert(tensor.name());
    for (const auto& node : graph.node()) {
      taken_.insert(node.output().begin(), node.output().end());
    }
  }

  void run(const std::vector<RoundedLayer>& layers) {
    std::map<int, const RoundedLayer*> convolutions;
    std::set<int> dropped;
    for (const RoundedLayer& layer : layers) {
      convolutions[layer.layer.node] = &layer;
      if (layer.layer.activation && is_superfluous(layer.layer, tensors_.at(layer.layer.output))) {
        dropped.insert(*layer.layer.activation);
      }
    }
    for (const onnx::ValueInfoProto& input : graph_.input()) {
      if (!tensors_.contains(input.name())) continue;
      renamed_[input.name()] = unique(input.name() + "/rounded");
      add_pair(input.name(), input.name(), renamed_[input.name()]);
    }
    for (int i = 0; i < graph_.node_size(); ++i) {
      if (dropped.contains(i)) continue;
      onnx::NodeProto node = graph_.node(i);
      for (std::string& input : *node.mutable_input()) {
        if (const auto entry = renamed_.find(input); entry != renamed_.end()) input = entry->second;
      }
      const auto entry = convolutions.find(i);
      if (entry != convolutions.end()) {
        take_rounded(node, entry->second->rounded, entry->second->layer);
        const std::optional<int>& activation = entry->second->layer.activation;
        if (activation && dropped.contains(*activation)) {
          node.set_output(0, entry->second->layer.output);
        }
      }
      add_node(std::move(node));
    }
    graph_.mutable_node()->Swap(&nodes_);
    graph_.clear_value_info();
    drop_unused_weights(graph_);
  }

 private:
  std::string unique(std::string name) {
    while (!taken_.insert(name).second) name += "_";
    return name;
  }

  /// Adds a node and, behind each output that is to be rounded, its pair.
  void add_node(onnx::NodeProto node) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (std::string& output : *node.mutable_output()) {
      if (!tensors_.contains(output)) continue;
      const std::string before = unique(output + "/float");
      pairs.emplace_back(before, output);
      output = before;
    }
    *nodes_.Add() = std::move(node);
    for (const auto& [before, after] : pairs) add_pair(after, before, after);
  }

  void add_pair(const std::string& tensor, const std::string& from, const std::string& to) {
    const Affine& affine = tensors_.at(tensor);
    const std::string scale = unique(tensor + "/scale");
    const std::string zero = unique(tensor + "/zero");
    const std::string number = unique(tensor + "/number");
    *graph_.add_initializer() = float_tensor(scale, {}, {&affine.scale, 1});
    *graph_.add_initializer() = uint8_scalar(zero, affine.zero);
    *nodes_.Add() = node_of("QuantizeLinear", {from, scale, zero}, number);
    *nodes_.Add() = node_of("DequantizeLinear", {number, scale, zero}, to);
  }

  /// Has a convolution take its weights and bias from whole numbers.
  void take_rounded(onnx::NodeProto& node, const Int8Weights& rounded, const ConvLayer& layer) {
    const std::array<std::int64_t, 1> outputs = {layer.shape[0]};
    const std::string weights = node.input(1);
    const std::string bias = node.input_size() > 2 && !node.input(2).empty()
                                 ? std::string(node.input(2))
                                 : weights + "/bias";
    const std::vector<std::int8_t> zeros(layer.outputs(), 0);
    std::vector<float> bias_scales;
    const float input_scale = tensors_.at(layer.input).scale;
    for (const float scale : rounded.scales) bias_scales.push_back(scale * input_scale);

    const std::string weight_numbers = unique(weights + "/number");
    const std::string weight_scales = unique(weights + "/scale");
    const std::string weight_zeros = unique(weights + "/zero");
    *graph_.add_initializer() = int8_tensor(weight_numbers, layer.shape, rounded.weights);
    *graph_.add_initializer() = float_tensor(weight_scales, outputs, rounded.scales);
    *graph_.add_initializer() = int8_tensor(weight_zeros, outputs, zeros);
    const std::string bias_numbers = unique(bias + "/number");
    const std::string bias_scale = unique(bias + "/scale");
    *graph_.add_initializer() = int32_tensor(bias_numbers, outputs, rounded.bias);
    *graph_.add_initializer() = float_tensor(bias_scale, outputs, bias_scales);

    const std::string weight_values = unique(weights + "/rounded");
    const std::string bias_values = unique(bias + "/rounded");
    add_by_channel({weight_numbers, weight_scales, weight_zeros}, weight_values);
    add_by_channel({bias_numbers, bias_scale}, bias_values);
    const std::string input = node.input(0);
    node.clear_input();
    for (const std::string& value : {input, weight_values, bias_values}) node.add_input(value);
  }

  void add_by_channel(const std::vector<std::string>& inputs, const std::string& output) {
    onnx::NodeProto node = node_of("DequantizeLinear", inputs, output);
    onnx::AttributeProto& axis = *node.add_attribute();
    axis.set_name("axis");
    axis.set_type(onnx::AttributeProto::INT);
    axis.set_i(0);
    *nodes_.Add() = std::move(node);
  }

  onnx::GraphProto& graph_;
  const std::map<std::string, Affine>& tensors_;
  std::set<std::string> taken_;
  std::map<std::string, std::string> renamed_;
  google::protobuf::RepeatedPtrField<onnx::NodeProto> nodes_;
};

}  // namespace

void write_qdq(onnx::GraphProto& graph, const std::vector<RoundedLayer>& layers,
               const std::map<std::string, Affine>& tensors) {
  QdqWriter(graph, tensors).run(layers);
}

}  // namespace mien::quant
