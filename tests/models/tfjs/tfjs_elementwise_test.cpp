// Operations that work number by number, against results worked out by hand.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tiny_tfjs.h"

namespace mien::models {
namespace {

using testing::ElementsAre;
using testing::FloatNear;

TEST(TfjsElementwise, AddsAndMultipliesConstantsByChannel) {
  TinyTfjs model(1, 2, 3);
  model.constant("c", {3}, {10, 20, 30}).constant("s", {}, {2});
  model.node("add", "AddV2", {"x", "c"}).node("bias", "BiasAdd", {"x", "c"});
  model.node("sub", "Sub", {"x", "c"}).node("from", "Sub", {"c", "x"});
  model.node("mul", "Mul", {"s", "x"});
  const std::vector<float> input = {1, 2, 3, 4, 5, 6};
  EXPECT_THAT(model.run("add", input).data, ElementsAre(11, 12, 23, 24, 35, 36));
  EXPECT_THAT(model.run("bias", input).data, ElementsAre(11, 12, 23, 24, 35, 36));
  EXPECT_THAT(model.run("sub", input).data, ElementsAre(-9, -8, -17, -16, -25, -24));
  EXPECT_THAT(model.run("from", input).data, ElementsAre(9, 8, 17, 16, 25, 24));
  EXPECT_THAT(model.run("mul", input).data, ElementsAre(2, 4, 6, 8, 10, 12));
}

TEST(TfjsElementwise, BroadcastsAMapOverTheBatch) {
  TinyTfjs model(1, 2, 3);
  model.constant("map", {1, 1, 2, 3}, {1, 2, 3, 4, 5, 6});
  model.node("y", "Add", {"x", "map"});
  EXPECT_THAT(model.run("y", {0, 0, 0, 0, 0, 0}).data, ElementsAre(1, 4, 2, 5, 3, 6));
}

TEST(TfjsElementwise, CombinesTwoValues) {
  TinyTfjs model(1, 2, 1);
  model.node("r", "Relu", {"x"}).node("y", "Sub", {"r", "x"});
  model.node("least", "Minimum", {"r", "x"}).node("most", "Maximum", {"r", "x"});
  EXPECT_THAT(model.run("y", {-2, 3}).data, ElementsAre(2, 0));
  EXPECT_THAT(model.run("least", {-2, 3}).data, ElementsAre(-2, 3));
  EXPECT_THAT(model.run("most", {-2, 3}).data, ElementsAre(0, 3));
}

TEST(TfjsElementwise, Activates) {
  TinyTfjs model(1, 1, 3);
  model.constant("a", {1, 1, 3}, {0.5F, 2, 3});
  model.node("relu6", "Relu6", {"x"}).node("sigmoid", "Sigmoid", {"x"});
  model.node("softmax", "Softmax", {"x"}).node("prelu", "Prelu", {"x", "a"});
  EXPECT_THAT(model.run("relu6", {-1, 3, 9}).data, ElementsAre(0, 3, 6));
  EXPECT_THAT(model.run("prelu", {-1, -1, 9}).data, ElementsAre(-0.5F, -2, 9));
  EXPECT_THAT(model.run("sigmoid", {0, 1, -1}).data,
              ElementsAre(0.5F, FloatNear(0.731059F, 1e-6F), FloatNear(0.268941F, 1e-6F)));
  EXPECT_THAT(model.run("softmax", {0, 0.6931472F, 1.0986123F}).data,
              ElementsAre(FloatNear(1.0F / 6, 1e-6F), FloatNear(2.0F / 6, 1e-6F),
                          FloatNear(3.0F / 6, 1e-6F)));
}

}  // namespace
}  // namespace mien::models
