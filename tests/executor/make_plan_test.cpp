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
