#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "models/graph/graph_passes.h"
#include "models/graph/graph_uses.h"

namespace mien::models {

namespace {

constexpr float infinite = std::numeric_limits<float>::infinity();

// What a node does if all it does is to hold numbers between bounds.
struct Bounds {
  std::string input;
  float low = -infinite;
  float high = infinite;
};

std::optional<float> single_number(const Graph& graph, const std::string& name) {
  const auto entry = graph.constants.find(name);
  if (entry == graph.constants.end()) return std::nullopt;
  const auto* values = std::get_if<std::vector<float>>(&entry->second.values);
  if (values == nullptr || values->size() != 1 || std::isnan((*values)[0])) return std::nullopt;
  return (*values)[0];
}

std::optional<Bounds> bounds_of(const Graph& graph, const GraphNode& node) {
  if (node.op == "Relu") return Bounds{node.inputs[0], 0, infinite};
  if (node.op == "Clip" && node.inputs.size() == 3) {
    const auto low = single_number(graph, node.inputs[1]);
    const auto high = single_number(graph, node.inputs[2]);
    if (low && high && *low <= *high) return Bounds{node.inputs[0], *low, *high};
  }
  if (node.op != "Min" && node.op != "Max") return std::nullopt;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto number = single_number(graph, node.inputs[i]);
    if (!number || graph.constants.contains(node.inputs[1 - i])) continue;
    if (node.op == "Min") return Bounds{node.inputs[1 - i], -infinite, *number};
    return Bounds{node.inputs[1 - i], *number, infinite};
  }
  return std::nullopt;
}

void write_bounds(Graph& graph, GraphNode& node, const Bounds& bounds) {
  node.inputs = {bounds.input};
  node.op = "Relu";
  if (bounds.low == 0 && bounds.high == infinite) return;
  node.op = "Clip";
  for (const auto& [suffix, value] : {std::pair{"/min", bounds.low}, {"/max", bounds.high}}) {
    const std::string name = node.output + suffix;
    graph.constants[name] = {{}, std::vector<float>{value}};
    node.inputs.push_back(name);
  }
}

}  // namespace

void merge_bounds(Graph& graph) {
  const GraphUses uses(graph);
  for (GraphNode& node : graph.nodes) {
    const auto second = bounds_of(graph, node);
    if (!second) continue;
    GraphNode* before = uses.only_for_next(graph, second->input);
    const auto first =
        before == nullptr || before == &node ? std::nullopt : bounds_of(graph, *before);
    if (!first) continue;
    const auto hold = [&](float x) { return std::min(std::max(x, second->low), second->high); };
    write_bounds(graph, node, {first->input, hold(first->low), hold(first->high)});
    *before = {};
  }
  drop_cleared(graph);
}

}  // namespace mien::models
