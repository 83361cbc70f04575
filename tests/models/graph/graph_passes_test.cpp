#include "models/graph/graph_passes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tiny_tfjs.h"

namespace mien::models {
namespace {

using testing::ElementsAre;

std::vector<std::string> operations(const Graph& graph) {
  std::vector<std::string> result;
  for (const GraphNode& node : graph.nodes) result.push_back(node.op);
  return result;
}

TEST(GraphPasses, FoldsFactorsAndAddendsIntoTheConvolution) {
  TinyTfjs model(1, 1, 3);
  model.constant("k", {1, 1, 3, 2}, {1, 2, 1, 2, 1, 2}).constant("f", {2}, {10, 100});
  model.constant("a", {2}, {3, 4}).constant("b", {1, 1, 1, 2}, {5, 6});
  model.node("c", "Conv2D", {"x", "k"}, tf_windows("VALID")).node("d", "Mul", {"c", "f"});
  model.node("e", "Add", {"a", "d"}).node("y", "Sub", {"e", "b"});
  EXPECT_THAT(operations(model.graph("y")), ElementsAre("Conv"));
  EXPECT_THAT(model.run("y", {1, 2, 3}).data, ElementsAre(60 + 3 - 5, 1200 + 4 - 6));
}

TEST(GraphPasses, FoldsIntoMatrices) {
  TinyTfjs model(1, 1, 3);
  model.integers("axes", {1, 2}).constant("m", {3, 2}, {1, 2, 3, 4, 5, 6});
  model.constant("f", {2}, {10, 100}).constant("a", {1, 2}, {7, 8});
  model.node("flat", "Mean", {"x", "axes"}).node("p", "MatMul", {"flat", "m"});
  model.node("q", "Mul", {"p", "f"}).node("y", "Add", {"q", "a"});
  EXPECT_THAT(operations(model.graph("y")), ElementsAre("GlobalAveragePool", "Flatten", "Gemm"));
  EXPECT_THAT(model.run("y", {1, 1, 1}).data, ElementsAre(97, 1208));
}

TEST(GraphPasses, LeavesWhatCannotBeFolded) {
  TinyTfjs model(1, 2, 3);
  model.constant("k", {1, 1, 3, 1}, {1, 1, 1}).constant("map", {1, 1, 2, 1}, {5, 6});
  model.constant("s", {}, {1});
  model.node("c", "Conv2D", {"x", "k"}, tf_windows("VALID"));
  model.node("by_place", "Add", {"c", "map"}).node("from", "Sub", {"s", "c"});
  model.node("shared", "Mul", {"by_place", "from"});
  EXPECT_THAT(operations(model.graph("by_place")), ElementsAre("Conv", "Add"));
  EXPECT_THAT(operations(model.graph("from")), ElementsAre("Conv", "Sub"));
  EXPECT_THAT(model.run("shared", {1, 2, 3, 4, 5, 6}).data,
              ElementsAre((9 + 5) * (1 - 9), (12 + 6) * (1 - 12)));
}

TEST(GraphPasses, DoesNotFoldAValueThatIsAlsoAnOutput) {
  TinyTfjs model(1, 1, 1);
  model.constant("k", {1, 1, 1, 1}, {2}).constant("f", {}, {10});
  model.node("c", "Conv2D", {"x", "k"}, tf_windows("VALID")).node("y", "Mul", {"c", "f"});
  const Graph graph = import_tfjs(model.json().dump(), model.files(), {"c", "y"}, "tiny");
  EXPECT_THAT(operations(graph), ElementsAre("Conv", "Mul"));
}

TEST(GraphPasses, JoinsBoundsIntoOneClipWithConstantBounds) {
  TinyTfjs model(1, 4, 1);
  model.constant("six", {}, {6}).constant("zero", {}, {0}).constant("two", {1}, {2});
  model.node("r", "Relu", {"x"}).node("m", "Minimum", {"r", "six"});
  model.node("y", "Maximum", {"m", "zero"}).node("z", "Maximum", {"two", "y"});
  const Graph graph = model.graph("y");
  EXPECT_THAT(operations(graph), ElementsAre("Clip"));
  EXPECT_THAT(graph.constants.at(graph.nodes[0].inputs[1]).floats(""), ElementsAre(0));
  EXPECT_THAT(graph.constants.at(graph.nodes[0].inputs[2]).floats(""), ElementsAre(6));
  EXPECT_THAT(model.run("y", {-1, 3, 6, 7}).data, ElementsAre(0, 3, 6, 6));
  EXPECT_THAT(operations(model.graph("z")), ElementsAre("Clip"));
  EXPECT_THAT(model.run("z", {-1, 3, 6, 7}).data, ElementsAre(2, 3, 6, 6));
}

TEST(GraphPasses, OutputsBehindIdentitiesKeepTheirNames) {
  TinyTfjs model(1, 1, 1);
  model.node("r", "Relu", {"x"}).node("i", "Identity", {"r"}).node("Identity", "Identity", {"i"});
  const Graph graph = model.graph("Identity");
  EXPECT_THAT(operations(graph), ElementsAre("Relu"));
  EXPECT_EQ(graph.outputs[0].name, "Identity");
  EXPECT_EQ(graph.nodes[0].output, "Identity");
}

TEST(GraphPasses, DropsWhatNoOutputNeeds) {
  TinyTfjs model(1, 1, 1);
  model.constant("unused", {}, {1}).constant("c", {}, {2});
  model.node("y", "Mul", {"x", "c"}).node("other", "Add", {"x", "unused"});
  const Graph graph = model.graph("y");
  EXPECT_THAT(operations(graph), ElementsAre("Mul"));
  EXPECT_EQ(graph.constants.size(), 1);
}

}  // namespace
}  // namespace mien::models
