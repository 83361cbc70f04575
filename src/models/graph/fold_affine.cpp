#include <optional>
#include <vector>

#include "models/graph/graph_passes.h"
#include "models/graph/graph_uses.h"

namespace mien::models {

namespace {

// One number for each of `channels`, if the constant holds one for each or one for all.
std::optional<std::vector<float>> per_channel(const Constant& constant, std::size_t channels) {
  const auto* values = std::get_if<std::vector<float>>(&constant.values);
  if (values == nullptr) return std::nullopt;
  if (values->size() == 1) return std::vector<float>(channels, (*values)[0]);
  const bool on_channel_axis = values->size() == channels && constant.shape.size() > 1 &&
                               constant.shape[1] == static_cast<std::int64_t>(channels);
  if (!on_channel_axis) return std::nullopt;
  return *values;
}

// The weights of a convolution or matrix; null for other nodes.
Constant* weights_of(Graph& graph, const GraphNode& node) {
  if ((node.op != "Conv" && node.op != "Gemm") || node.inputs.size() < 2) return nullptr;
  const auto entry = graph.constants.find(node.inputs[1]);
  return entry == graph.constants.end() ? nullptr : &entry->second;
}

std::vector<float>& bias_of(Graph& graph, GraphNode& node, std::size_t channels) {
  if (node.inputs.size() < 3) {
    const std::string name = node.inputs[1] + "/bias";
    graph.constants[name] = {{static_cast<std::int64_t>(channels)},
                             std::vector<float>(channels, 0.0F)};
    node.inputs.push_back(name);
  }
  return graph.constants.at(node.inputs[2]).floats(node.inputs[2]);
}

void scale_weights(Constant& weights, bool columns, const std::vector<float>& factors) {
  std::vector<float>& values = weights.floats("weights");
  const std::size_t block = values.size() / factors.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] *= factors[columns ? i % factors.size() : i / block];
  }
}

bool fold(Graph& graph, GraphNode& target, const GraphNode& node, const Constant& constant) {
  Constant* weights = weights_of(graph, target);
  if (weights == nullptr) return false;
  const bool columns = target.op == "Gemm";
  const auto channels = static_cast<std::size_t>(weights->shape[columns ? 1 : 0]);
  const auto numbers = per_channel(constant, channels);
  if (!numbers) return false;
  std::vector<float>& bias = bias_of(graph, target, channels);
  for (std::size_t i = 0; i < channels; ++i) {
    if (node.op == "Mul") {
      bias[i] *= (*numbers)[i];
    } else {
      bias[i] += node.op == "Sub" ? -(*numbers)[i] : (*numbers)[i];
    }
  }
  if (node.op == "Mul") scale_weights(*weights, columns, *numbers);
  return true;
}

}  // namespace

void fold_affine(Graph& graph) {
  GraphUses uses(graph);
  for (GraphNode& node : graph.nodes) {
    if (node.op != "Mul" && node.op != "Add" && node.op != "Sub") continue;
    for (std::size_t i = 0; i < 2; ++i) {
      const auto constant = graph.constants.find(node.inputs[i]);
      // A constant minus a value changes the sign of the value.
      if (constant == graph.constants.end() || (node.op == "Sub" && i == 0)) continue;
      GraphNode* before = uses.only_for_next(graph, node.inputs[1 - i]);
      if (before == nullptr || before == &node) continue;
      const Constant numbers = constant->second;
      if (!fold(graph, *before, node, numbers)) continue;
      before->output = node.output;
      uses.producers[node.output] = static_cast<std::size_t>(before - graph.nodes.data());
      node = {};
      break;
    }
  }
  drop_cleared(graph);
}

}  // namespace mien::models
