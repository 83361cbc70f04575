#include "pipeline/head_layer.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "executor/onnx_values.h"

namespace mien {

namespace {

const onnx::NodeProto* producer_of(const onnx::GraphProto& graph, const std::string& tensor) {
  for (const onnx::NodeProto& node : graph.node()) {
    if (std::ranges::count(node.output(), tensor) > 0) return &node;
  }
  return nullptr;
}

/// The numbers of a constant. Models that mien ships store halves, which a Cast makes wider.
std::optional<Tensor> constant_of(const onnx::GraphProto& graph, const std::string& name) {
  const onnx::NodeProto* const producer = producer_of(graph, name);
  const bool cast = producer != nullptr && producer->op_type() == "Cast";
  if (producer != nullptr && (!cast || producer->input_size() != 1)) return std::nullopt;
  const std::string& stored = cast ? producer->input(0) : name;
  const auto& all = graph.initializer();
  const auto match = std::ranges::find(all, stored, &onnx::TensorProto::name);
  if (match == all.end()) return std::nullopt;
  std::optional<Tensor> tensor = executor::tensor_of(*match);
  if (!tensor) return std::nullopt;
  std::int64_t numbers = 1;
  for (const std::int64_t length : tensor->shape) {
    if (length < 1 || length > 65'536) return std::nullopt;
    numbers *= length;
    if (numbers > (std::int64_t{1} << 28)) return std::nullopt;
  }
  if (numbers != static_cast<std::int64_t>(tensor->data.size())) return std::nullopt;
  return tensor;
}

/// Weights as [outputs, inputs], whichever way the layer stores them.
std::optional<Tensor> weights_of(const onnx::GraphProto& graph, const onnx::NodeProto& node) {
  std::optional<Tensor> stored = constant_of(graph, node.input(1));
  if (!stored || stored->shape.size() != 2) return std::nullopt;
  if (node.op_type() == "Gemm") {
    const bool plain = executor::number_of(node, "alpha", 1) == 1 &&
                       executor::number_of(node, "beta", 1) == 1 &&
                       executor::integer_of(node, "transA").value_or(0) == 0;
    if (!plain) return std::nullopt;
    if (executor::integer_of(node, "transB").value_or(0) != 0) return stored;
  }
  const auto inputs = static_cast<std::size_t>(stored->shape[0]);
  const auto outputs = static_cast<std::size_t>(stored->shape[1]);
  Tensor turned{{stored->shape[1], stored->shape[0]}, std::vector<float>(stored->data.size())};
  for (std::size_t i = 0; i < inputs; ++i) {
    for (std::size_t o = 0; o < outputs; ++o) {
      turned.data[o * inputs + i] = stored->data[i * outputs + o];
    }
  }
  return turned;
}

/// Adds a constant of one number, or of one for each output.
bool add_bias(std::vector<float>& bias, const std::optional<Tensor>& constant) {
  if (!constant) return false;
  const std::vector<float>& values = constant->data;
  if (values.size() != 1 && values.size() != bias.size()) return false;
  for (std::size_t i = 0; i < bias.size(); ++i) bias[i] += values[values.size() == 1 ? 0 : i];
  return true;
}

/// The numbers that are the head's own, where its output holds those of other heads, too.
bool keep_part(HeadLayer& layer) {
  const HeadSpec& head = layer.head;
  const std::size_t inputs = layer.weights.size() / layer.outputs;
  const auto first = static_cast<std::size_t>(head.offset.value_or(0));
  std::size_t count = layer.outputs;
  if (head.kind == HeadKind::classes) count = head.labels.size();
  if (head.kind == HeadKind::affect) count = 2;
  if (head.kind == HeadKind::binary) count = 1;
  if (first + count > layer.outputs) return false;
  const auto part = [](std::vector<float>& values, std::size_t begin, std::size_t length) {
    const auto from = values.begin() + static_cast<std::ptrdiff_t>(begin);
    values = std::vector<float>(from, from + static_cast<std::ptrdiff_t>(length));
  };
  part(layer.weights, first * inputs, count * inputs);
  part(layer.bias, first, count);
  layer.outputs = count;
  return true;
}

}  // namespace

std::optional<StoredLayer> stored_layer(const onnx::GraphProto& graph, const HeadSpec& head) {
  const std::set<std::string> activations = {"Softmax", "Sigmoid", "Tanh", "Identity"};
  std::vector<std::string> added;
  std::string output = head.output;
  // A file may hold a circle.
  for (int steps = 0; steps < 8; ++steps) {
    const onnx::NodeProto* const node = producer_of(graph, output);
    if (node == nullptr || node->input_size() == 0) return std::nullopt;
    const std::string& kind = node->op_type();
    if ((kind == "Gemm" || kind == "MatMul") && node->input_size() >= 2) {
      const std::optional<Tensor> weights = weights_of(graph, *node);
      if (!weights) return std::nullopt;
      StoredLayer result{node->input(0),
                         {head, static_cast<std::size_t>(weights->shape[0]), {}, {}}};
      result.layer.weights = weights->data;
      result.layer.bias.assign(result.layer.outputs, 0);
      if (node->input_size() == 3 && !node->input(2).empty()) added.push_back(node->input(2));
      for (const std::string& name : added) {
        if (!add_bias(result.layer.bias, constant_of(graph, name))) return std::nullopt;
      }
      if (!keep_part(result.layer)) return std::nullopt;
      return result;
    }
    if (kind == "Add" && node->input_size() == 2) {
      const bool second = constant_of(graph, node->input(1)).has_value();
      added.push_back(node->input(second ? 1 : 0));
      output = node->input(second ? 0 : 1);
    } else if (activations.contains(kind)) {
      // What is added behind an activation is no bias.
      if (!added.empty()) return std::nullopt;
      output = node->input(0);
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace mien
