// Operations with weights or windows, against results worked out by hand.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "models/tiny_tfjs.h"

namespace mien::models {
namespace {

using testing::ElementsAre;

std::vector<float> counting(int count) {
  std::vector<float> values(static_cast<std::size_t>(count));
  std::iota(values.begin(), values.end(), 1.0F);
  return values;
}

TEST(TfjsLayers, SamePaddingPutsTheOddRowAndColumnLast) {
  TinyTfjs model(4, 4, 1);
  model.constant("k", {3, 3, 1, 1}, std::vector<float>(9, 1));
  model.node("y", "Conv2D", {"x", "k"}, tf_windows("SAME", 2));
  const Tensor result = model.run("y", counting(16));
  EXPECT_THAT(result.shape, ElementsAre(1, 1, 2, 2));
  EXPECT_THAT(result.data, ElementsAre(54, 45, 72, 54));
}

TEST(TfjsLayers, ConvolutionMixesChannelsAndTakesBatches) {
  TinyTfjs model(1, 1, 3);
  model.constant("k", {1, 1, 3, 2}, {1, 10, 2, 20, 3, 30});
  model.node("y", "Conv2D", {"x", "k"}, tf_windows("VALID"));
  const Tensor result = model.run("y", {1, 2, 3, 1, 0, 1});
  EXPECT_THAT(result.shape, ElementsAre(2, 2, 1, 1));
  EXPECT_THAT(result.data, ElementsAre(14, 140, 4, 40));
}

TEST(TfjsLayers, ConvolutionKeepsRowsAndColumnsApart) {
  TinyTfjs model(2, 3, 1);
  model.constant("k", {1, 2, 1, 1}, {1, 10});
  model.node("y", "Conv2D", {"x", "k"}, tf_windows("VALID"));
  const Tensor result = model.run("y", counting(6));
  EXPECT_THAT(result.shape, ElementsAre(1, 1, 2, 2));
  EXPECT_THAT(result.data, ElementsAre(21, 32, 54, 65));
}

TEST(TfjsLayers, ConvolutionDilates) {
  TinyTfjs model(1, 4, 1);
  model.constant("k", {1, 2, 1, 1}, {1, 10});
  Json attributes = tf_windows("VALID");
  attributes["dilations"] = tf_integers({1, 1, 2, 1});
  model.node("y", "Conv2D", {"x", "k"}, attributes);
  EXPECT_THAT(model.run("y", counting(4)).data, ElementsAre(31, 42));
}

TEST(TfjsLayers, ConvolutionTakesExplicitPadding) {
  TinyTfjs model(1, 2, 1);
  model.constant("k", {1, 2, 1, 1}, {1, 10});
  Json attributes = tf_windows("EXPLICIT");
  attributes["explicit_paddings"] = tf_integers({0, 0, 0, 0, 2, 1, 0, 0});
  model.node("y", "Conv2D", {"x", "k"}, attributes);
  EXPECT_THAT(model.run("y", {1, 2}).data, ElementsAre(0, 10, 21, 2));
}

TEST(TfjsLayers, DepthwiseConvolutionMultipliesChannels) {
  TinyTfjs model(1, 1, 3);
  model.constant("k", {1, 1, 3, 2}, {1, 2, 3, 4, 5, 6});
  model.node("y", "DepthwiseConv2dNative", {"x", "k"}, tf_windows("SAME"));
  EXPECT_THAT(model.run("y", {1, 10, 100}).data, ElementsAre(1, 2, 30, 40, 500, 600));
}

TEST(TfjsLayers, FusedConvolutionAddsItsBiasAndActivation) {
  TinyTfjs model(1, 3, 1);
  model.constant("k", {1, 1, 1, 1}, {2}).constant("b", {1}, {-3}).constant("a", {1}, {0.5F});
  Json attributes = tf_windows("VALID");
  const auto fused = [&](const char* name, const char* op, const char* activation) {
    attributes["fused_ops"] = tf_texts({"BiasAdd", activation});
    std::vector<std::string> inputs = {"x", "k", "b"};
    if (std::string(activation) == "Prelu") inputs.emplace_back("a");
    model.node(name, op, inputs, attributes);
  };
  fused("relu", "_FusedConv2D", "Relu");
  fused("relu6", "_FusedConv2D", "Relu6");
  fused("prelu", "_FusedConv2D", "Prelu");
  fused("depthwise", "FusedDepthwiseConv2dNative", "Relu6");
  EXPECT_THAT(model.run("relu", {1, 2, 9}).data, ElementsAre(0, 1, 15));
  EXPECT_THAT(model.run("relu6", {1, 2, 9}).data, ElementsAre(0, 1, 6));
  EXPECT_THAT(model.run("prelu", {1, 2, 9}).data, ElementsAre(-0.5F, 1, 15));
  EXPECT_THAT(model.run("depthwise", {1, 2, 9}).data, ElementsAre(0, 1, 6));
}

TEST(TfjsLayers, PoolsIgnorePadding) {
  TinyTfjs model(3, 3, 1);
  Json attributes = tf_windows("SAME", 2);
  attributes["ksize"] = tf_integers({1, 2, 2, 1});
  model.node("largest", "MaxPool", {"x"}, attributes);
  model.node("mean", "AvgPool", {"x"}, attributes);
  attributes["padding"] = tf_text("VALID");
  model.node("inner", "MaxPool", {"x"}, attributes);
  std::vector<float> input = counting(9);
  for (float& value : input) value = -value;
  EXPECT_THAT(model.run("largest", input).data, ElementsAre(-1, -3, -7, -9));
  EXPECT_THAT(model.run("mean", input).data, ElementsAre(-3, -4.5F, -7.5F, -9));
  EXPECT_THAT(model.run("inner", input).data, ElementsAre(-1));
}

TEST(TfjsLayers, MeanIsOverRowsAndColumns) {
  TinyTfjs model(1, 2, 3);
  model.integers("axes", {1, -2});
  model.node("flat", "Mean", {"x", "axes"}, {{"keep_dims", {{"b", false}}}});
  model.node("kept", "Mean", {"x", "axes"}, {{"keep_dims", {{"b", true}}}});
  const Tensor flat = model.run("flat", counting(6));
  EXPECT_THAT(flat.shape, ElementsAre(1, 3));
  EXPECT_THAT(flat.data, ElementsAre(1.5F, 3.5F, 5.5F));
  EXPECT_THAT(model.run("kept", counting(6)).shape, ElementsAre(1, 3, 1, 1));
}

TEST(TfjsLayers, MatricesMultiplyWhatReshapeFlattens) {
  // TensorFlow flattens row, column, channel: pixel (0,0) is 1, 3, 5, pixel (0,1) is 2, 4, 6.
  TinyTfjs model(1, 2, 3);
  model.integers("shape", {-1, 6});
  model.constant("m", {6, 1}, {1, 10, 100, 1000, 10000, 100000});
  model.constant("t", {2, 6}, {1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0});
  model.constant("b", {2}, {7, 8});
  model.node("flat", "Reshape", {"x", "shape"});
  model.node("y", "MatMul", {"flat", "m"});
  model.node("z", "_FusedMatMul", {"flat", "t", "b"},
             {{"fused_ops", tf_texts({"BiasAdd", "Relu"})}, {"transpose_b", {{"b", true}}}});
  const Tensor result = model.run("y", counting(6));
  EXPECT_THAT(result.shape, ElementsAre(1, 1));
  EXPECT_THAT(result.data, ElementsAre(642531));
  EXPECT_THAT(model.run("z", counting(6)).data, ElementsAre(8, 10));
}

TEST(TfjsLayers, ReshapeBackToAPictureKeepsTensorFlowsOrder) {
  TinyTfjs model(1, 2, 3);
  model.integers("shape", {-1, 2, 3, 1});
  model.node("y", "Reshape", {"x", "shape"});
  const Tensor result = model.run("y", counting(6));
  EXPECT_THAT(result.shape, ElementsAre(1, 1, 2, 3));
  EXPECT_THAT(result.data, ElementsAre(1, 3, 5, 2, 4, 6));
}

}  // namespace
}  // namespace mien::models
