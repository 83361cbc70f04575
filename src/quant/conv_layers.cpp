#include "quant/conv_layers.h"

#include <algorithm>
#include <map>

#include "quant/tensor_values.h"

namespace mien::quant {

namespace {

struct Uses {
  explicit Uses(const onnx::GraphProto& graph) {
    for (const onnx::TensorProto& tensor : graph.initializer()) constants[tensor.name()] = &tensor;
    for (int i = 0; i < graph.node_size(); ++i) {
      for (const std::string& input : graph.node(i).input()) {
        ++counts[input];
        takers[input] = i;
      }
    }
    for (const onnx::ValueInfoProto& output : graph.output()) ++counts[output.name()];
    for (const auto* values : {&graph.value_info(), &graph.output()}) {
      for (const onnx::ValueInfoProto& value : *values) shapes[value.name()] = &value;
    }
  }

  /// The constant of this name if one node alone takes it; else null.
  [[nodiscard]] const onnx::TensorProto* own(const std::string& name) const {
    const auto entry = constants.find(name);
    return entry == constants.end() || counts.at(name) != 1 ? nullptr : entry->second;
  }

  /// The node that alone takes a value.
  [[nodiscard]] std::optional<int> only_taker(const std::string& value) const {
    const auto count = counts.find(value);
    const auto taker = takers.find(value);
    if (count == counts.end() || count->second != 1 || taker == takers.end()) return std::nullopt;
    return taker->second;
  }

  [[nodiscard]] bool is_single(const std::string& value) const {
    const auto entry = shapes.find(value);
    if (entry == shapes.end()) return false;
    const onnx::TensorShapeProto& shape = entry->second->type().tensor_type().shape();
    return shape.dim_size() == 4 && shape.dim(2).dim_value() == 1 && shape.dim(3).dim_value() == 1;
  }

  std::map<std::string, const onnx::TensorProto*> constants;
  std::map<std::string, int> counts;
  std::map<std::string, int> takers;
  std::map<std::string, const onnx::ValueInfoProto*> shapes;
};

std::int64_t group_of(const onnx::NodeProto& node) {
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (attribute.name() == "group") return attribute.i();
  }
  return 1;
}

/// A bound of a Clip: what is given if the input is left out, nothing if it is not constant.
std::optional<float> bound(const Uses& uses, const onnx::NodeProto& node, int input,
                           float otherwise) {
  if (node.input_size() <= input || node.input(input).empty()) return otherwise;
  const auto entry = uses.constants.find(node.input(input));
  if (entry == uses.constants.end()) return std::nullopt;
  const std::vector<float> values = floats_of(*entry->second);
  if (values.size() != 1) return std::nullopt;
  return values.front();
}

void add_activation(const onnx::GraphProto& graph, const Uses& uses, ConvLayer& layer) {
  const std::optional<int> next = uses.only_taker(layer.output);
  if (!next) return;
  const onnx::NodeProto& node = graph.node(*next);
  const bool relu = node.op_type() == "Relu";
  if ((!relu && node.op_type() != "Clip") || node.input(0) != layer.output) return;
  const std::optional<float> low = relu ? 0.0F : bound(uses, node, 1, layer.low);
  const std::optional<float> high = relu ? layer.high : bound(uses, node, 2, layer.high);
  if (!low || !high || !(*low < *high)) return;
  layer.low = *low;
  layer.high = *high;
  layer.activation = *next;
  layer.output = node.output(0);
}

std::optional<ConvLayer> layer_at(const onnx::GraphProto& graph, const Uses& uses, int index) {
  const onnx::NodeProto& node = graph.node(index);
  if (node.op_type() != "Conv" || node.input_size() < 2 || node.output_size() != 1) return {};
  const onnx::TensorProto* weights = uses.own(node.input(1));
  const bool biased = node.input_size() > 2 && !node.input(2).empty();
  const onnx::TensorProto* bias = biased ? uses.own(node.input(2)) : nullptr;
  const std::int64_t group = group_of(node);
  if (weights == nullptr || (biased && bias == nullptr) || weights->dims_size() != 4 ||
      uses.constants.contains(node.input(0))) {
    return {};
  }
  ConvLayer layer;
  layer.node = index;
  layer.shape = {weights->dims().begin(), weights->dims().end()};
  layer.weights = floats_of(*weights);
  if (layer.weights.empty() || group < 1 || layer.shape[0] % group != 0) return {};
  layer.group = static_cast<std::size_t>(group);
  layer.bias = bias == nullptr ? std::vector<float>(layer.outputs(), 0) : floats_of(*bias);
  if (layer.bias.size() != layer.outputs()) return {};
  layer.input = node.input(0);
  layer.output = node.output(0);
  layer.first = std::ranges::any_of(graph.input(),
                                    [&](const auto& input) { return input.name() == layer.input; });
  layer.single = uses.is_single(layer.output);
  add_activation(graph, uses, layer);
  return layer;
}

void set_constant(onnx::GraphProto& graph, const onnx::TensorProto& value) {
  for (onnx::TensorProto& tensor : *graph.mutable_initializer()) {
    if (tensor.name() == value.name()) tensor = value;
  }
}

}  // namespace

std::vector<ConvLayer> find_conv_layers(const onnx::GraphProto& graph) {
  const Uses uses(graph);
  std::vector<ConvLayer> layers;
  for (int i = 0; i < graph.node_size(); ++i) {
    if (std::optional<ConvLayer> layer = layer_at(graph, uses, i)) {
      layers.push_back(*std::move(layer));
    }
  }
  return layers;
}

void store_weights(onnx::GraphProto& graph, const std::vector<ConvLayer>& layers) {
  for (const ConvLayer& layer : layers) {
    onnx::NodeProto& node = *graph.mutable_node(layer.node);
    set_constant(graph, float_tensor(node.input(1), layer.shape, layer.weights));
    const std::vector<std::int64_t> shape = {layer.shape[0]};
    if (node.input_size() > 2 && !node.input(2).empty()) {
      set_constant(graph, float_tensor(node.input(2), shape, layer.bias));
    } else if (std::ranges::any_of(layer.bias, [](float value) { return value != 0; })) {
      const std::string name = node.input(1) + "/bias";
      if (node.input_size() > 2) node.mutable_input()->RemoveLast();
      node.add_input(name);
      *graph.add_initializer() = float_tensor(name, shape, layer.bias);
    }
  }
}

}  // namespace mien::quant
