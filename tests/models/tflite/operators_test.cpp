// Operators of TensorFlow Lite, against results worked out by hand.

#include "models/tflite/operators.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "models/tflite/tiny_tflite.h"

namespace mien::models {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using tflite::Options;

TEST(TfliteOperators, ConvolveWithWeightsInTheirOwnOrder) {
  TinyTflite model({1, 1, 2, 3});
  // Two outputs of a 1x1 kernel over three channels.
  const int weights = model.constant({2, 1, 1, 3}, {1, 10, 100, -1, 0, 0});
  const int bias = model.constant({2}, {0.5F, 1});
  const auto options = tflite::CreateConv2DOptions(model.builder(), 1, 1, 1, 1).Union();
  model.op(3, {0, weights, bias}, {model.tensor("y")}, Options::Conv2DOptions, options);
  // Pixels (1, 2, 3) and (4, 5, 6); ReLU follows.
  EXPECT_THAT(model.run("y", {1, 3, 1, 2}, {1, 4, 2, 5, 3, 6}), ElementsAre(321.5F, 654.5F, 0, 0));
}

TEST(TfliteOperators, PadAndStrideAsTensorFlowDoes) {
  TinyTflite model({1, 4, 4, 1});
  const int weights = model.constant({1, 3, 3, 1}, {0, 0, 0, 0, 1, 2, 0, 4, 8});
  const auto options = tflite::CreateConv2DOptions(model.builder(), 0, 2, 2).Union();
  model.op(3, {0, weights}, {model.tensor("y")}, Options::Conv2DOptions, options);
  // What is odd of "same" goes to the bottom and right, so that the first window begins at 0, 0.
  const std::vector<float> picture = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  EXPECT_THAT(model.run("y", {1, 1, 4, 4}, picture),
              ElementsAre(6 + 2 * 7 + 4 * 10 + 8 * 11, 8 + 4 * 12, 14 + 2 * 15, 16));
}

TEST(TfliteOperators, ConvolveEachChannelAlone) {
  TinyTflite model({1, 1, 2, 3});
  const int weights = model.constant({1, 1, 2, 6}, {1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60});
  const auto options = tflite::CreateDepthwiseConv2DOptions(model.builder(), 1, 1, 1, 2).Union();
  model.op(4, {0, weights}, {model.tensor("y")}, Options::DepthwiseConv2DOptions, options);
  EXPECT_THAT(model.run("y", {1, 3, 1, 2}, {1, 1, 1, 0, 0, 1}), ElementsAre(11, 22, 3, 4, 50, 60));
}

TEST(TfliteOperators, CountNumberByNumber) {
  const auto result = [](int code) {
    TinyTflite model({1, 1, 1, 3});
    const int other = model.constant({3}, {1, -2, 3});
    model.op(code, {0, other}, {model.tensor("y")});
    return model.run("y", {1, 3, 1, 1}, {5, -7, 2});
  };
  EXPECT_THAT(result(0), ElementsAre(6, -9, 5));
  EXPECT_THAT(result(41), ElementsAre(4, -5, -1));
  EXPECT_THAT(result(18), ElementsAre(5, 14, 6));
  EXPECT_THAT(result(55), ElementsAre(5, -2, 3));
  EXPECT_THAT(result(57), ElementsAre(1, -7, 2));
}

TEST(TfliteOperators, Activate) {
  const auto result = [](int code) {
    TinyTflite model({1, 1, 1, 3});
    model.op(code, {0}, {model.tensor("y")});
    return model.run("y", {1, 3, 1, 1}, {0, -1, 8});
  };
  EXPECT_THAT(result(19), ElementsAre(0, 0, 8));
  EXPECT_THAT(result(21), ElementsAre(0, 0, 6));
  EXPECT_THAT(result(101), ElementsAre(0, 1, 8));
  EXPECT_THAT(result(14), ElementsAre(0.5F, FloatNear(0.268941F, 1e-6F), FloatNear(1, 1e-3F)));
  TinyTflite model({1, 1, 1, 3});
  const int slopes = model.constant({1, 1, 3}, {2, 0.5F, 3});
  model.op(54, {0, slopes}, {model.tensor("y")});
  EXPECT_THAT(model.run("y", {1, 3, 1, 1}, {-1, -1, 8}), ElementsAre(-2, -0.5F, 8));
}

TEST(TfliteOperators, ActivateAfterAddition) {
  TinyTflite model({1, 1, 1, 3});
  const int other = model.constant({3}, {1, -2, 3});
  model.op(0, {0, other}, {model.tensor("y")}, Options::AddOptions,
           tflite::CreateAddOptions(model.builder(), 3).Union());
  EXPECT_THAT(model.run("y", {1, 3, 1, 1}, {9, 0, 1}), ElementsAre(6, 0, 4));
}

TEST(TfliteOperators, PoolMeanPadAndJoin) {
  const std::vector<float> picture = {1, 2, 3, 4};
  TinyTflite greatest({1, 2, 2, 1});
  greatest.op(17, {0}, {greatest.tensor("y")}, Options::Pool2DOptions,
              tflite::CreatePool2DOptions(greatest.builder(), 1, 1, 1, 2, 1).Union());
  EXPECT_THAT(greatest.run("y", {1, 1, 2, 2}, picture), ElementsAre(2, 4));
  TinyTflite average({1, 2, 2, 1});
  average.op(1, {0}, {average.tensor("y")}, Options::Pool2DOptions,
             tflite::CreatePool2DOptions(average.builder(), 1, 1, 1, 1, 2).Union());
  EXPECT_THAT(average.run("y", {1, 1, 2, 2}, picture), ElementsAre(2, 3));
  TinyTflite mean({1, 2, 2, 1});
  const int axes = mean.integers({2}, {1, 2});
  mean.op(40, {0, axes}, {mean.tensor("y")}, Options::ReducerOptions,
          tflite::CreateReducerOptions(mean.builder(), false).Union());
  EXPECT_THAT(mean.run("y", {1, 1, 2, 2}, picture), ElementsAre(2.5F));
  TinyTflite padded({1, 2, 2, 1});
  const int widths = padded.integers({4, 2}, {0, 0, 0, 0, 1, 0, 0, 1});
  padded.op(34, {0, widths}, {padded.tensor("y")});
  EXPECT_THAT(padded.run("y", {1, 1, 2, 2}, picture),
              ElementsAre(0, 1, 2, 0, 3, 4, 0, 0, 0, 0, 0, 0));
  TinyTflite joined({1, 2, 2, 1});
  joined.op(2, {0, 0}, {joined.tensor("y")}, Options::ConcatenationOptions,
            tflite::CreateConcatenationOptions(joined.builder(), -2).Union());
  EXPECT_THAT(joined.run("y", {1, 1, 2, 2}, picture), ElementsAre(1, 2, 1, 2, 3, 4, 3, 4));
}

TEST(TfliteOperators, FlattenAndMultiplyByAMatrix) {
  TinyTflite model({2, 1, 2, 3});
  const int flat = model.tensor("flat");
  const int lengths = model.integers({2}, {2, 6});
  model.op(22, {0, lengths}, {flat});
  const int weights = model.constant({2, 6}, {1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 1});
  const int bias = model.constant({2}, {0, 80});
  const int product = model.tensor("product");
  model.op(9, {flat, weights, bias}, {product}, Options::FullyConnectedOptions,
           tflite::CreateFullyConnectedOptions(model.builder()).Union());
  model.op(25, {product}, {model.tensor("y")}, Options::SoftmaxOptions,
           tflite::CreateSoftmaxOptions(model.builder(), 1).Union());
  // The file's own batch is 2; three pictures may come all the same. Pixels (1,0,0) (0,0,1) make 7
  // and 81, those of the third picture 86 and 81.
  const std::vector<float> pictures = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 1};
  const std::vector<float> result = model.run("y", {3, 3, 1, 2}, pictures);
  ASSERT_EQ(result.size(), 6U);
  EXPECT_NEAR(result[1], 1, 1e-6);
  EXPECT_NEAR(result[2], 0, 1e-6);
  EXPECT_NEAR(result[4], 1 / (1 + std::exp(-5.0)), 1e-6);
}

TEST(TfliteOperators, BecomePreluWhereItIsSpelledOut) {
  TinyTflite model({1, 1, 2, 3});
  const int above = model.tensor("above");
  const int size = model.tensor("size");
  const int difference = model.tensor("difference");
  const int below = model.tensor("below");
  const int half_slopes = model.constant({3}, {0.125F, -0.5F, 1});
  model.op(19, {0}, {above}).op(101, {0}, {size}).op(41, {0, size}, {difference});
  model.op(18, {half_slopes, difference}, {below}).op(0, {above, below}, {model.tensor("y")});
  const Bytes bytes = model.file();
  const Graph graph = import_tflite(bytes, {}, "tiny");
  ASSERT_EQ(graph.nodes.size(), 1U);
  EXPECT_EQ(graph.nodes[0].op, "PRelu");
  ASSERT_EQ(graph.constants.size(), 1U);
  const Constant& slopes = graph.constants.begin()->second;
  EXPECT_THAT(slopes.shape, ElementsAre(3, 1, 1));
  EXPECT_THAT(slopes.floats("slopes"), ElementsAre(0.25F, -1, 2));
}

TEST(TfliteOperators, AreLeftAloneWherePreluIsNotMeant) {
  // The absolute value is that of another tensor.
  TinyTflite model({1, 1, 2, 3});
  const int above = model.tensor("above");
  const int size = model.tensor("size");
  const int difference = model.tensor("difference");
  const int below = model.tensor("below");
  const int factors = model.constant({3}, {1, 1, 1});
  model.op(19, {0}, {above}).op(101, {above}, {size}).op(41, {0, size}, {difference});
  model.op(18, {factors, difference}, {below}).op(0, {above, below}, {model.tensor("y")});
  // x = -4: 0 + (-4 - 0); x = 3: 3 + (3 - 3).
  EXPECT_THAT(model.run("y", {1, 3, 1, 2}, {-4, 3, 0, 0, 0, 0}), ElementsAre(-4, 3, 0, 0, 0, 0));
}

}  // namespace
}  // namespace mien::models
