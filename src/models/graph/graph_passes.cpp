#include "models/graph/graph_passes.h"

#include <algorithm>
#include <set>

#include "models/graph/graph_uses.h"

namespace mien::models {

void simplify(Graph& graph) {
  remove_identities(graph);
  fold_prelu(graph);
  fold_affine(graph);
  merge_bounds(graph);
  remove_unused(graph);
}

void remove_identities(Graph& graph) {
  GraphUses uses(graph);
  for (GraphNode& node : graph.nodes) {
    if (node.op != "Identity") continue;
    // The producer takes over the name. Where others take its value too, the node stays.
    GraphNode* producer = uses.only_for_next(graph, node.inputs[0]);
    if (producer == nullptr || producer == &node) continue;
    producer->output = node.output;
    uses.producers[node.output] = static_cast<std::size_t>(producer - graph.nodes.data());
    node = {};
  }
  drop_cleared(graph);
}

void remove_unused(Graph& graph) {
  std::set<std::string> needed;
  for (const GraphValue& output : graph.outputs) needed.insert(output.name);
  for (std::size_t i = graph.nodes.size(); i-- > 0;) {
    GraphNode& node = graph.nodes[i];
    if (needed.contains(node.output)) {
      needed.insert(node.inputs.begin(), node.inputs.end());
    } else {
      node = {};
    }
  }
  drop_cleared(graph);
  std::erase_if(graph.constants, [&](const auto& entry) { return !needed.contains(entry.first); });
}

}  // namespace mien::models
