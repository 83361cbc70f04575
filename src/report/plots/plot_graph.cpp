#include "report/plots/plot_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "mien/core/error.h"
#include "report/plots/svg.h"
#include "report/values.h"

namespace mien {

namespace {

constexpr std::size_t most_nodes = 60;
constexpr double radius = 190;
constexpr double node_radius = 7;
constexpr double graph_margin = 40;  // above and below the circle
constexpr double top = 40;           // for the title

struct PlotPoint {
  double x = 0;
  double y = 0;
};

void check_graph(const GraphPlot& graph) {
  const std::size_t count = graph.nodes.size();
  if (count == 0 || count > most_nodes) {
    throw Error(ErrorCode::usage,
                fmt::format("graph: expected 1 to {} nodes, found {}", most_nodes, count));
  }
  for (const GraphEdge& edge : graph.edges) {
    if (edge.from < count && edge.to < count && edge.from != edge.to) continue;
    throw Error(ErrorCode::usage,
                fmt::format("graph: expected an edge between two of {} nodes, found {} to {}",
                            count, edge.from, edge.to));
  }
}

class Drawing {
 public:
  explicit Drawing(const GraphPlot& graph)
      : graph_(graph),
        side_(widest_name() + 2 * node_radius + 16),
        svg_(2 * (radius + side_), 2 * (radius + graph_margin) + top + 24, graph.title),
        degrees_(graph.nodes.size()) {
    for (const GraphEdge& edge : graph.edges) {
      ++degrees_[edge.from];
      ++degrees_[edge.to];
    }
  }

  std::string draw() {
    svg_.text(16, 26, graph_.title, TextAnchor::start, "title");
    for (const GraphEdge& edge : graph_.edges) draw_line(edge);
    for (const GraphEdge& edge : graph_.edges) write_strength(edge);
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) draw_node(i);
    svg_.text(16, 2 * (radius + graph_margin) + top + 8, graph_.note);
    return svg_.finished();
  }

 private:
  [[nodiscard]] double widest_name() const {
    double widest = 0;
    for (const std::string& name : graph_.nodes) widest = std::max(widest, Svg::text_width(name));
    return widest;
  }

  [[nodiscard]] PlotPoint place(std::size_t node, double distance = radius) const {
    const double turn =
        2 * std::numbers::pi * static_cast<double>(node) / static_cast<double>(graph_.nodes.size());
    return {side_ + radius + distance * std::sin(turn),
            top + graph_margin + radius - distance * std::cos(turn)};
  }

  void draw_line(const GraphEdge& edge) {
    const PlotPoint from = place(edge.from);
    const PlotPoint to = place(edge.to);
    const bool known = std::isfinite(edge.strength);
    const bool negative = known && edge.strength < 0;
    const double width = known ? 1 + 6 * std::min(std::abs(edge.strength), 1.0) : 1;
    svg_.path(fmt::format("M{} {}L{} {}", Svg::number(from.x), Svg::number(from.y),
                          Svg::number(to.x), Svg::number(to.y)),
              negative ? "curve c1" : "curve c0", negative ? "7 4" : "", width);
  }

  // Nearer to the end with fewer edges, where lines lie further apart.
  void write_strength(const GraphEdge& edge) {
    constexpr double share = 0.3;
    if (!std::isfinite(edge.strength)) return;
    const bool turned = degrees_[edge.to] < degrees_[edge.from];
    const PlotPoint near = place(turned ? edge.to : edge.from);
    const PlotPoint far = place(turned ? edge.from : edge.to);
    const PlotPoint middle{near.x + share * (far.x - near.x), near.y + share * (far.y - near.y)};
    const std::string text = fixed(edge.strength, 2);
    const double width = Svg::text_width(text);
    svg_.rectangle(middle.x - width / 2 - 2, middle.y - 8, width + 4, 16, "ground");
    svg_.text(middle.x, middle.y + 4, text, TextAnchor::middle, "ink");
  }

  void draw_node(std::size_t node) {
    const PlotPoint point = place(node);
    svg_.circle(point.x, point.y, node_radius, "accent");
    const PlotPoint label = place(node, radius + node_radius + 10);
    const double aside = point.x - side_ - radius;
    const TextAnchor anchor = std::abs(aside) < 1 ? TextAnchor::middle
                              : aside > 0         ? TextAnchor::start
                                                  : TextAnchor::end;
    svg_.text(label.x, label.y + 4, graph_.nodes[node], anchor, "strong");
  }

  const GraphPlot& graph_;
  double side_;  // between the circle and the sides
  Svg svg_;
  std::vector<int> degrees_;
};

}  // namespace

std::string plot_graph(const GraphPlot& graph) {
  check_graph(graph);
  return Drawing(graph).draw();
}

}  // namespace mien
