#include "networks/network_graph.h"

namespace mien::train {

namespace {

Parameter weight(const GraphOp& node, int index) {
  Parameter parameter{.name = node.name + ".weight", .node = index};
  const std::int64_t out = node.out_channels;
  if (node.op == Op::linear) {
    parameter.kind = ParameterKind::linear_weight;
    parameter.shape = {out, node.in_channels};
    parameter.fan_in = node.in_channels;
    parameter.fan_out = out;
  } else {
    const std::int64_t window = std::int64_t{node.kernel.height} * node.kernel.width;
    parameter.kind = ParameterKind::convolution_weight;
    parameter.shape = {out, node.in_channels / node.groups, node.kernel.height, node.kernel.width};
    parameter.fan_in = node.in_channels / node.groups * window;
    parameter.fan_out = out / node.groups * window;
  }
  return parameter;
}

Parameter vector_of(const GraphOp& node, int index, const std::string& suffix, ParameterKind kind) {
  const bool buffer = kind == ParameterKind::running_mean || kind == ParameterKind::running_var;
  return {.name = node.name + suffix,
          .shape = {node.out_channels},
          .kind = kind,
          .node = index,
          .trainable = !buffer,
          .weight_decay = false};
}

Parameter gain(const GraphOp& node, int index) {
  return {.name = node.name + ".gain",
          .shape = {node.out_channels, 1, 1, 1},
          .kind = ParameterKind::gain,
          .node = index,
          .weight_decay = false};
}

// Both layers compute x W without a transposition, so that the outputs are the columns.
Parameter graph_weight(const char* layer, ParameterKind kind, std::int64_t in, std::int64_t out,
                       const GraphOp& node, int index) {
  return {.name = node.name + layer,
          .shape = {in, out},
          .kind = kind,
          .node = index,
          .fan_in = in,
          .fan_out = out};
}

Parameter graph_constant(const char* suffix, ParameterKind kind, std::int64_t columns,
                         const GraphOp& node, int index) {
  return {.name = node.name + suffix,
          .shape = {node.out_channels, columns},
          .kind = kind,
          .node = index,
          .trainable = false,
          .weight_decay = false};
}

Parameter number(const GraphOp& node, int index, const char* suffix, ParameterKind kind) {
  return {
      .name = node.name + suffix, .shape = {1}, .kind = kind, .node = index, .weight_decay = false};
}

Parameter scalar(const GraphOp& node, int index) {
  return {.name = node.name, .kind = ParameterKind::scalar, .node = index, .weight_decay = false};
}

}  // namespace

std::int64_t Parameter::size() const {
  std::int64_t product = 1;
  for (const std::int64_t side : shape) product *= side;
  return product;
}

std::vector<Parameter> parameters_of(const NetworkGraph& graph) {
  std::vector<Parameter> parameters;
  for (int index = 0; index < static_cast<int>(graph.nodes.size()); ++index) {
    const GraphOp& node = graph.nodes[static_cast<std::size_t>(index)];
    const auto add = [&](const char* suffix, ParameterKind kind) {
      parameters.push_back(vector_of(node, index, suffix, kind));
    };
    if (node.op == Op::convolution || node.op == Op::linear) {
      parameters.push_back(weight(node, index));
      if (node.bias) add(".bias", ParameterKind::bias);
      if (node.standardised) parameters.push_back(gain(node, index));
    } else if (node.op == Op::scale && !node.name.empty()) {
      parameters.push_back(scalar(node, index));
    } else if (node.op == Op::arctangent) {
      parameters.push_back(number(node, index, "._a", ParameterKind::slope));
      parameters.push_back(number(node, index, "._c", ParameterKind::bound));
    } else if (node.op == Op::graph_linear) {
      parameters.push_back(graph_weight(".gc1.weight", ParameterKind::graph_first, node.word_size,
                                        node.hidden, node, index));
      parameters.push_back(graph_weight(".gc2.weight", ParameterKind::graph_second, node.hidden,
                                        node.in_channels, node, index));
      parameters.push_back(
          graph_constant(".words", ParameterKind::graph_words, node.word_size, node, index));
      parameters.push_back(graph_constant(".adjacency", ParameterKind::graph_adjacency,
                                          node.out_channels, node, index));
    } else if (node.op == Op::batch_norm) {
      add(".weight", ParameterKind::norm_scale);
      add(".bias", ParameterKind::norm_shift);
      add(".running_mean", ParameterKind::running_mean);
      add(".running_var", ParameterKind::running_var);
    }
  }
  return parameters;
}

std::int64_t count_parameters(const NetworkGraph& graph) {
  std::int64_t count = 0;
  for (const Parameter& parameter : parameters_of(graph)) {
    if (parameter.trainable) count += parameter.size();
  }
  return count;
}

}  // namespace mien::train
