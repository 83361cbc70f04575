#include "executor/make_plan.h"

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <string>
#include <vector>

#include "executor/pack_file.h"
#include "mien/core/error.h"
#include "resources.h"
#include "tiny_onnx.h"

namespace mien::executor {
namespace {

TEST(MakePlanTest, ReadsTheLayersOfMobileNet) {
  const auto file = test_models() / "mobilenet-v1-emotion.onnx";
  MIEN_REQUIRE_FILE(file);
  const Plan plan = make_plan(read_bytes(file), "emotion");
  // 27 convolutions, the mean, and two heads.
  ASSERT_EQ(plan.layers.size(), 30U);
  EXPECT_EQ(plan.layers[0].activation, Activation::relu6);
  EXPECT_EQ(plan.layers[0].stride, 2);
  EXPECT_EQ(std::ranges::count(plan.layers, LayerKind::depthwise, &Layer::kind), 13);
  ASSERT_EQ(plan.outputs.size(), 2U);
  EXPECT_EQ(plan.outputs[0].name, "emotion");
  EXPECT_NE(plan.metadata.find("\"emotion\""), std::string::npos);
}

TEST(MakePlanTest, JoinsThePartsOfPRelu) {
  const auto file = test_models() / "mobilefacenet-identity.onnx";
  MIEN_REQUIRE_FILE(file);
  const Plan plan = make_plan(read_bytes(file), "identity");
  EXPECT_EQ(std::ranges::count(plan.layers, Activation::prelu, &Layer::activation), 33);
  EXPECT_EQ(std::ranges::count(plan.layers, Activation::relu, &Layer::activation), 0);
}

TEST(MakePlanTest, NamesWhatItDoesNotKnow) {
  try {
    (void)make_plan(tiny_onnx(8, ""), "tiny");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::model);
    EXPECT_STREQ(error.what(),
                 "tiny: expected operations of MobileNet-like networks, found "
                 "ReduceMean that makes \"means\"");
  }
  EXPECT_THROW((void)make_plan({}, "nothing"), Error);
}

/// A dense layer of 2 inputs and 3 outputs, whose file then changes.
template <typename Change>
Plan plan_after(const Change& change) {
  onnx::ModelProto model;
  onnx::GraphProto& graph = *model.mutable_graph();
  onnx::ValueInfoProto& input = *graph.add_input();
  input.set_name("in");
  for (const int side : {1, 2, 1, 1}) {
    input.mutable_type()->mutable_tensor_type()->mutable_shape()->add_dim()->set_dim_value(side);
  }
  onnx::TensorProto& weights = *graph.add_initializer();
  weights.set_name("weights");
  weights.set_data_type(onnx::TensorProto::FLOAT);
  for (const int side : {2, 3}) weights.add_dims(side);
  for (int i = 0; i < 6; ++i) weights.add_float_data(static_cast<float>(i));
  onnx::NodeProto& node = *graph.add_node();
  node.set_op_type("Gemm");
  node.add_input("in");
  node.add_input("weights");
  node.add_output("out");
  graph.add_output()->set_name("out");
  change(graph);
  std::string text;
  EXPECT_TRUE(model.SerializeToString(&text));
  return make_plan(std::as_bytes(std::span(text)), "changed");
}

TEST(MakePlanTest, RefusesWeightsOfAnotherShape) {
  EXPECT_EQ(plan_after([](onnx::GraphProto&) {}).layers.size(), 1U);
  for (const std::int64_t side : {-2, 0, 3, 1'000'000'000}) {
    EXPECT_THROW((void)plan_after([&](onnx::GraphProto& graph) {
                   graph.mutable_initializer(0)->set_dims(0, side);
                 }),
                 Error)
        << side;
  }
}

TEST(MakePlanTest, RefusesNamesThatAreGivenTwice) {
  for (const char* name : {"in", "weights", "out"}) {
    EXPECT_THROW((void)plan_after([&](onnx::GraphProto& graph) {
                   *graph.add_node() = graph.node(0);
                   graph.mutable_node(1)->set_output(0, name);
                 }),
                 Error)
        << name;
  }
}

TEST(MakePlanTest, TakesWeightsAlone) {
  const auto file = test_models() / "mtcnn-onet.onnx";
  MIEN_REQUIRE_FILE(file);
  const Plan plan = weights_alone(read_bytes(file), "onet");
  EXPECT_TRUE(plan.layers.empty());
  EXPECT_EQ(plan.tensors.at("onet/conv1/weights").shape, (std::vector<std::int64_t>{32, 3, 3, 3}));
  EXPECT_EQ(read_pack(write_pack(plan), "onet").tensors.size(), plan.tensors.size());
}

}  // namespace
}  // namespace mien::executor
