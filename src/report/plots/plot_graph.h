#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace mien {

/// A line between two nodes of a drawn graph.
struct GraphEdge {
  std::size_t from = 0;  ///< index of a node
  std::size_t to = 0;    ///< index of another node
  /// -1 to 1; decides width and colour, and is written. Not finite: not known, a thin line.
  double strength = 0;
};

struct GraphPlot {
  std::string title{};
  std::string note{};                ///< a line below the drawing; may be empty
  std::vector<std::string> nodes{};  ///< at most 60, drawn around a circle from the top on
  std::vector<GraphEdge> edges{};
};

/// Draws a graph as SVG for light and dark surroundings: positive edges solid, negative ones
/// dashed, wider the stronger they are.
/// @throws Error (ErrorCode::usage) if there is no node, or too many, or an edge does not join two
/// different nodes
[[nodiscard]] std::string plot_graph(const GraphPlot& graph);

}  // namespace mien
