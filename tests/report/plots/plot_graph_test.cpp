#include "report/plots/plot_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "mien/core/error.h"
#include "report/well_formed.h"

namespace mien {
namespace {

using testing::HasSubstr;

TEST(PlotGraph, DrawsNodesAndEdgesWithTheirStrength) {
  const std::string svg = plot_graph({.title = "the graph",
                                      .note = "numbers: correlations",
                                      .nodes = {"happiness", "valence", "arousal <&>"},
                                      .edges = {{0, 1, 0.861}, {1, 2, -0.3}, {0, 2, NAN}}});
  EXPECT_EQ(XmlCheck::problem_of(svg), "");
  EXPECT_EQ(occurrences(svg, "<circle"), 3);
  EXPECT_EQ(occurrences(svg, "<path"), 3);
  EXPECT_EQ(occurrences(svg, "stroke-dasharray"), 1);
  EXPECT_THAT(svg, HasSubstr(">0.86<"));
  EXPECT_THAT(svg, HasSubstr(">-0.30<"));
  EXPECT_THAT(svg, HasSubstr(">arousal &lt;&amp;&gt;<"));
  EXPECT_THAT(svg, HasSubstr("stroke-width:6.17\""));
}

TEST(PlotGraph, CopesWithoutEdges) {
  EXPECT_EQ(
      XmlCheck::problem_of(plot_graph({.title = "", .note = "", .nodes = {"one"}, .edges = {}})),
      "");
}

TEST(PlotGraph, RefusesWhatCannotBeDrawn) {
  const auto draw = [](const GraphPlot& graph) { return plot_graph(graph); };
  EXPECT_THROW((void)draw({}), Error);
  EXPECT_THROW((void)draw({.nodes = std::vector<std::string>(61, "n")}), Error);
  EXPECT_THROW((void)draw({.nodes = {"a", "b"}, .edges = {{0, 2, 1}}}), Error);
  EXPECT_THROW((void)draw({.nodes = {"a", "b"}, .edges = {{1, 1, 1}}}), Error);
}

}  // namespace
}  // namespace mien
