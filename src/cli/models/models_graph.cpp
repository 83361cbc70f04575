#include "cli/models/models_graph.h"

#include <fmt/format.h>

#include <limits>

#include "mien/core/error.h"
#include "report/plots/plot_graph.h"

namespace mien::cli {

std::string label_graph_svg(const ModelMetadata& metadata) {
  if (!metadata.graph) {
    throw Error(ErrorCode::usage,
                fmt::format("--graph: expected a model with a graph over labels, found none in {}",
                            metadata.id));
  }
  const LabelGraph& graph = *metadata.graph;
  const std::size_t count = graph.labels.size();
  GraphPlot plot{
      .title = fmt::format("{}: the graph over its labels", metadata.id),
      .note = graph.correlations.empty() ? "" : "Numbers: rank correlations of the training labels",
      .nodes = graph.labels,
      .edges = {}};
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = i + 1; j < count; ++j) {
      if (graph.adjacency[i * count + j] == 0 && graph.adjacency[j * count + i] == 0) continue;
      plot.edges.push_back({i, j,
                            graph.correlations.empty() ? std::numeric_limits<double>::quiet_NaN()
                                                       : graph.correlations[i * count + j]});
    }
  }
  return plot_graph(plot);
}

}  // namespace mien::cli
