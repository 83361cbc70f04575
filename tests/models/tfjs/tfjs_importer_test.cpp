#include "models/tfjs/tfjs_importer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tiny_tfjs.h"

namespace mien::models {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string error_of(const TinyTfjs& model, const std::string& output = "y") {
  return message_of([&] { (void)model.onnx(output); });
}

TinyTfjs with(const std::string& op, std::vector<std::string> inputs,
              const Json& attributes = Json::object()) {
  TinyTfjs model(4, 4, 3);
  model.constant("k", {3, 3, 3, 2}, std::vector<float>(54, 1)).constant("v", {3}, {1, 2, 3});
  model.node("y", op, std::move(inputs), attributes);
  return model;
}

TEST(TfjsImporter, NamesTheNodeAndTheOperationItDoesNotKnow) {
  EXPECT_THAT(error_of(with("FooBar", {"x"})),
              AllOf(HasSubstr("node y"), HasSubstr("FooBar"), HasSubstr("Conv2D")));
}

TEST(TfjsImporter, RefusesBrokenGraphs) {
  EXPECT_THAT(error_of(with("Relu", {"gone"})), AllOf(HasSubstr("node y"), HasSubstr("\"gone\"")));
  EXPECT_THAT(error_of(with("Relu", {"y"})), HasSubstr("cycle"));
  TinyTfjs loop = with("Add", {"x", "z"});
  loop.node("z", "Relu", {"y"});
  EXPECT_THAT(error_of(loop), HasSubstr("cycle"));
  EXPECT_THAT(error_of(with("Relu", {"x", "x"})), HasSubstr("1 inputs"));
  EXPECT_THAT(error_of(with("Relu", {"x:1"})), HasSubstr("x:1"));
  EXPECT_THAT(error_of(with("Relu", {"k"})), HasSubstr("a constant"));
  EXPECT_THAT(error_of(with("Add", {"k", "v"})), HasSubstr("two constants"));
  EXPECT_THAT(error_of(with("Const", {})), HasSubstr("weights manifest"));
  EXPECT_THAT(error_of(with("Placeholder", {})), HasSubstr("shape"));
  EXPECT_THAT(error_of(with("Relu", {"x"}), "nothing"), HasSubstr("\"nothing\""));
  TinyTfjs twice = with("Relu", {"x"});
  twice.node("y", "Relu", {"x"});
  EXPECT_THAT(error_of(twice), HasSubstr("each name once"));
}

TEST(TfjsImporter, RefusesShapesThatDoNotFit) {
  EXPECT_THAT(error_of(with("Conv2D", {"x", "v"}, tf_windows("SAME"))), HasSubstr("4 axes"));
  EXPECT_THAT(error_of(with("Conv2D", {"x", "x"}, tf_windows("SAME"))), HasSubstr("a constant"));
  EXPECT_THAT(error_of(with("Conv2D", {"x", "k"}, tf_windows("ROUND"))), HasSubstr("ROUND"));
  EXPECT_THAT(error_of(with("Conv2D", {"x", "k"}, tf_windows("SAME", 0))), HasSubstr("strides"));
  EXPECT_THAT(error_of(with("Conv2D", {"x", "k"})), HasSubstr("strides"));
  Json attributes = tf_windows("VALID");
  attributes["dilations"] = tf_integers({1, 900, 900, 1});
  EXPECT_THAT(error_of(with("Conv2D", {"x", "k"}, attributes)), HasSubstr("1801"));
  attributes = tf_windows("SAME");
  attributes["data_format"] = tf_text("NCHW");
  EXPECT_THAT(error_of(with("Conv2D", {"x", "k"}, attributes)), HasSubstr("NCHW"));
  attributes = tf_windows("SAME");
  attributes["fused_ops"] = tf_texts({"BiasAdd", "Elu"});
  EXPECT_THAT(error_of(with("_FusedConv2D", {"x", "k", "v"}, attributes)), HasSubstr("bias of 2"));
  EXPECT_THAT(error_of(with("MatMul", {"x", "v"})), HasSubstr("2 axes"));
  EXPECT_THAT(error_of(with("Mean", {"x", "v"})), HasSubstr("integers"));
  TinyTfjs wrong = with("Add", {"x", "w"});
  wrong.constant("w", {2}, {1, 2});
  EXPECT_THAT(error_of(wrong), HasSubstr("[1,1,1,2]"));
}

TEST(TfjsImporter, RefusesHostileText) {
  const auto error = [](const std::string& text) {
    return message_of([&] { (void)import_tfjs(text, {}, {}, "model.json"); });
  };
  EXPECT_THAT(error(""), HasSubstr("model.json"));
  EXPECT_THAT(error("[]"), HasSubstr("object"));
  EXPECT_THAT(error("{}"), HasSubstr("modelTopology"));
  EXPECT_THAT(error(R"({"modelTopology": {"node": 3}})"), HasSubstr("list"));
  std::string deep = R"({"modelTopology": )";
  for (int i = 0; i < 100000; ++i) deep += R"({"a":)";
  EXPECT_THAT(error(deep), HasSubstr("levels"));
  std::string wide = "{";
  for (int i = 0; i < 200000; ++i) wide += "\"" + std::to_string(i) + "\":0,";
  EXPECT_THAT(error(wide + "\"z\":0}"), HasSubstr("keys"));
  Json huge = TinyTfjs(4, 4, 3).node("y", "Relu", {"x"}).json();
  huge["weightsManifest"][0]["paths"] = Json::array();
  Json& dims = huge["modelTopology"]["node"][0]["attr"]["shape"]["shape"]["dim"];
  dims[1]["size"] = "9223372036854775807";
  EXPECT_THAT(error(huge.dump()), HasSubstr("9223372036854775807"));
}

TEST(TfjsImporter, TakesLongChainsWithoutRecursion) {
  TinyTfjs model(1, 1, 1);
  std::string last = "x";
  for (int i = 0; i < 20000; ++i) {
    const std::string name = "n" + std::to_string(i);
    model.node(name, "Relu", {last});
    last = name;
  }
  EXPECT_EQ(model.graph(last).nodes.size(), 1);
}

TEST(TfjsImporter, TakesItsOutputsFromTheSignatureOrTheEnds) {
  TinyTfjs model(1, 1, 1);
  model.node("a", "Relu", {"x"}).node("b", "Sigmoid", {"a"});
  Json json = model.json();
  Graph graph = import_tfjs(json.dump(), model.files(), {}, "tiny");
  ASSERT_EQ(graph.outputs.size(), 1);
  EXPECT_EQ(graph.outputs[0].name, "b");
  json["signature"] = {{"outputs", {{"a:0", {{"name", "a:0"}}}, {"b:0", {{"name", "b:0"}}}}}};
  graph = import_tfjs(json.dump(), model.files(), {}, "tiny");
  ASSERT_EQ(graph.outputs.size(), 2);
  EXPECT_EQ(graph.outputs[0].name, "a");
}

TEST(TfjsImporter, GivesTheSameBytesEachTime) {
  const TinyTfjs model = with("Conv2D", {"x", "k"}, tf_windows("SAME", 2));
  EXPECT_EQ(model.onnx("y"), model.onnx("y"));
}

TEST(TfjsImporter, AsksForTheOutputsThatTheHeadsName) {
  TinyTfjs model(1, 1, 1);
  model.node("a", "Relu", {"x"});
  EXPECT_THAT(error_of(model, "b"), HasSubstr("\"b\""));
}

}  // namespace
}  // namespace mien::models
