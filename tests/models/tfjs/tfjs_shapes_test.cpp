// Operations that move numbers and change none.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tiny_tfjs.h"

namespace mien::models {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string refusal(const TinyTfjs& model) {
  return message_of([&] { (void)model.graph("y"); });
}

TEST(TfjsShapes, PadsRowsColumnsAndChannels) {
  TinyTfjs model(1, 2, 1);
  model.integers("p", {4, 2}, {0, 0, 1, 0, 0, 1, 0, 1}).node("y", "Pad", {"x", "p"});
  // A row above, a column at the right, a channel behind.
  EXPECT_THAT(model.run("y", {7, 8}).data, ElementsAre(0, 0, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0));
  EXPECT_EQ(model.graph("y").outputs[0].shape, (Shape{-1, 2, 2, 3}));
}

TEST(TfjsShapes, RefusesToPadTheBatchOrByTooMuch) {
  const auto of = [](const std::vector<int>& shape, const std::vector<std::int32_t>& widths) {
    TinyTfjs model(1, 2, 1);
    model.integers("p", shape, widths).node("y", "Pad", {"x", "p"});
    return refusal(model);
  };
  EXPECT_THAT(of({4, 2}, {1, 0, 0, 0, 0, 0, 0, 0}), HasSubstr("none of the batch"));
  EXPECT_THAT(of({4, 2}, {0, 0, -1, 0, 0, 0, 0, 0}), HasSubstr("Pad node y"));
  EXPECT_THAT(of({4, 2}, {0, 0, 2'000'000'000, 0, 0, 0, 0, 0}), HasSubstr("0 to 65536"));
  EXPECT_THAT(of({3, 2}, {0, 0, 0, 0, 0, 0}), HasSubstr("[4,2]"));
}

TEST(TfjsShapes, JoinsAlongEachAxis) {
  TinyTfjs model(1, 1, 3);
  model.node("r", "Relu", {"x"});
  for (const int axis : {1, 2, 3}) {
    const std::string number = std::to_string(axis);
    model.integers("a" + number, {}, {axis});
    model.node("y" + number, "ConcatV2", {"x", "r", "a" + number});
  }
  const std::vector<float> input = {-1, 2, -3};
  EXPECT_THAT(model.run("y1", input).data, ElementsAre(-1, 0, 2, 2, -3, 0));
  EXPECT_THAT(model.run("y2", input).data, ElementsAre(-1, 0, 2, 2, -3, 0));
  EXPECT_THAT(model.run("y3", input).data, ElementsAre(-1, 2, -3, 0, 2, 0));
  EXPECT_EQ(model.graph("y1").outputs[0].shape, (Shape{-1, 3, 2, 1}));
  EXPECT_EQ(model.graph("y2").outputs[0].shape, (Shape{-1, 3, 1, 2}));
  EXPECT_EQ(model.graph("y3").outputs[0].shape, (Shape{-1, 6, 1, 1}));
}

TEST(TfjsShapes, RefusesToJoinWhatDoesNotFit) {
  const auto of = [](int axis) {
    TinyTfjs model(2, 2, 1);
    model.integers("p", {4, 2}, {0, 0, 1, 0, 0, 0, 0, 0}).node("wide", "Pad", {"x", "p"});
    model.integers("a", {}, {axis}).node("y", "ConcatV2", {"x", "wide", "a"});
    return refusal(model);
  };
  EXPECT_THAT(of(3), HasSubstr("differ in axis 3 alone"));
  EXPECT_THAT(of(0), HasSubstr("one axis of 1 to 3, found 0"));
  EXPECT_THAT(of(4), HasSubstr("found 4"));
  EXPECT_THAT(of(-9), HasSubstr("found -9"));
}

TEST(TfjsShapes, TakesOutputsByTheNodesThatTheSignatureNames) {
  TinyTfjs model(1, 1, 1);
  model.node("Identity", "Relu", {"x"}).node("Identity_1", "Abs", {"x"});
  Json json = model.json();
  json["signature"]["outputs"] = {{"mesh", {{"name", "Identity_1:0"}}},
                                  {"Identity:0", Json::object()}};
  const Graph graph = import_tfjs(json.dump(), model.files(), {}, "tiny");
  ASSERT_EQ(graph.outputs.size(), 2U);
  EXPECT_EQ(graph.outputs[0].name, "Identity");
  EXPECT_EQ(graph.outputs[1].name, "Identity_1");
}

}  // namespace
}  // namespace mien::models
