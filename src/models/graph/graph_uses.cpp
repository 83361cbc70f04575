#include "models/graph/graph_uses.h"

#include <algorithm>

namespace mien::models {

GraphUses::GraphUses(const Graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    producers[graph.nodes[i].output] = i;
    for (const std::string& input : graph.nodes[i].inputs) ++counts[input];
  }
  for (const GraphValue& output : graph.outputs) ++counts[output.name];
}

GraphNode* GraphUses::only_for_next(Graph& graph, const std::string& value) const {
  const auto producer = producers.find(value);
  const auto count = counts.find(value);
  if (producer == producers.end() || count == counts.end() || count->second != 1) return nullptr;
  GraphNode& node = graph.nodes[producer->second];
  return node.output == value ? &node : nullptr;
}

void drop_cleared(Graph& graph) {
  std::erase_if(graph.nodes, [](const GraphNode& node) { return node.op.empty(); });
}

}  // namespace mien::models
