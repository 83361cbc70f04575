#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "models/graph/graph.h"

namespace mien::models {

/// Who makes and who takes the values of a graph.
struct GraphUses {
  explicit GraphUses(const Graph& graph);

  std::map<std::string, std::size_t> producers;  ///< index of the node that makes a value
  std::map<std::string, std::size_t> counts;     ///< number of inputs and outputs that take it

  /// The node that makes a value which nothing else takes; null if there is none.
  [[nodiscard]] GraphNode* only_for_next(Graph& graph, const std::string& value) const;
};

/// Drops the nodes whose operation was cleared.
void drop_cleared(Graph& graph);

}  // namespace mien::models
