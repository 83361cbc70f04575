#include "gcn/fold_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "mien/core/error.h"
#include "networks/tensor_lookup.h"

namespace mien::train {

namespace {

struct Matrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> values;
};

Matrix matrix_of(const NetworkGraph& graph, const NamedTensors& tensors, const std::string& name) {
  for (const Parameter& parameter : parameters_of(graph)) {
    if (parameter.name != name) continue;
    const std::vector<float>& values = values_of(tensors, graph.architecture, parameter);
    return {static_cast<std::size_t>(parameter.shape[0]),
            static_cast<std::size_t>(parameter.shape[1]),
            {values.begin(), values.end()}};
  }
  throw Error(ErrorCode::model, fmt::format("{}: expected a layer with \"{}\", found none",
                                            graph.architecture, name));
}

Matrix product(const Matrix& a, const Matrix& b) {
  Matrix result{a.rows, b.columns, std::vector<double>(a.rows * b.columns)};
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t k = 0; k < a.columns; ++k) {
      const double factor = a.values[i * a.columns + k];
      for (std::size_t j = 0; j < b.columns; ++j) {
        result.values[i * b.columns + j] += factor * b.values[k * b.columns + j];
      }
    }
  }
  return result;
}

void fold_node(WeightedNetwork& network, std::size_t index) {
  const GraphOp graph_node = network.graph.nodes[index];
  const std::vector<float> weights = graph_weights(network.graph, network.tensors, graph_node.name);
  const int at = static_cast<int>(index);
  network.graph.nodes.erase(network.graph.nodes.begin() + at);
  for (GraphOp& node : network.graph.nodes) {
    if (node.op == Op::narrow && node.inputs.front() == at) {
      const std::ptrdiff_t width = graph_node.in_channels;
      const auto from = weights.begin() + node.first * width;
      network.tensors.insert_or_assign(
          node.name + ".weight",
          NamedTensor{{node.out_channels, width}, {from, from + node.out_channels * width}});
      node.op = Op::linear;
      node.inputs = graph_node.inputs;
      node.in_channels = graph_node.in_channels;
      node.first = 0;
      continue;
    }
    for (int& input : node.inputs) input -= input > at ? 1 : 0;
  }
  for (GraphHead& head : network.graph.heads) head.node -= head.node > at ? 1 : 0;
  for (const char* part : {".gc1.weight", ".gc2.weight", ".words", ".adjacency"}) {
    network.tensors.erase(graph_node.name + part);
  }
}

}  // namespace

std::vector<float> graph_weights(const NetworkGraph& graph, const NamedTensors& tensors,
                                 const std::string& name) {
  constexpr double slope = 0.2;
  const auto matrix = [&](const char* part) { return matrix_of(graph, tensors, name + part); };
  const Matrix adjacency = matrix(".adjacency");
  Matrix hidden = product(adjacency, product(matrix(".words"), matrix(".gc1.weight")));
  for (double& value : hidden.values) value = std::max(value, slope * value);
  const Matrix result = product(adjacency, product(hidden, matrix(".gc2.weight")));
  return {result.values.begin(), result.values.end()};
}

WeightedNetwork fold_graph(const NetworkGraph& graph, const NamedTensors& tensors) {
  WeightedNetwork result{graph, tensors};
  for (;;) {
    const auto match = std::ranges::find(result.graph.nodes, Op::graph_linear, &GraphOp::op);
    if (match == result.graph.nodes.end()) return result;
    fold_node(result, static_cast<std::size_t>(match - result.graph.nodes.begin()));
  }
}

}  // namespace mien::train
