#include "executor/steps.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "mien/core/error.h"
#include "random_plan.h"

namespace mien::executor {
namespace {

std::string refusal(const std::function<void(Plan&)>& spoil) {
  Plan plan = small_plan();
  spoil(plan);
  try {
    (void)make_steps(plan);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::model);
    return error.what();
  }
  return "";
}

TEST(StepsTest, PadsChannelsAndJoinsDepthwiseWithPointwise) {
  const std::vector<Step> steps = make_steps(small_plan());
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_EQ(steps[0].channels, 20);
  EXPECT_EQ(steps[0].depth, 32);
  EXPECT_EQ(steps[2].depth, 48);
  EXPECT_TRUE(steps[1].joins_next);
  EXPECT_FALSE(steps[0].joins_next);
  EXPECT_EQ(steps[0].most, 6);
}

TEST(StepsTest, KeepsADepthwiseAnswerThatIsAskedFor) {
  Plan plan = small_plan();
  plan.outputs.push_back({"between", 2});
  EXPECT_FALSE(make_steps(plan)[1].joins_next);
}

TEST(StepsTest, NamesTheLayerThatDoesNotFit) {
  EXPECT_EQ(refusal([](Plan&) {}), "");
  EXPECT_EQ(refusal([](Plan& plan) { plan.layers[2].inputs = {9}; }),
            "small: layer 3: expected inputs from 0 to 2, found 9");
  EXPECT_EQ(refusal([](Plan& plan) { plan.layers[1].weights = "none"; }),
            "small: layer 2: expected weights, found no tensor \"none\"");
  EXPECT_EQ(refusal([](Plan& plan) { plan.layers[2].bias = "layer1/bias"; }),
            "small: layer 3: expected a bias of 33 numbers, found shape [20]");
  EXPECT_EQ(refusal([](Plan& plan) { plan.layers[2].inputs = {0}; }),
            "small: layer 3: expected weights of shape [outputs, 3, rows, columns], found [33, 20, "
            "1, 1]");
  EXPECT_EQ(refusal([](Plan& plan) { plan.layers[3].inputs = {0}; }),
            "small: layer 4: expected a convolution as the first layer, found another kind");
  EXPECT_EQ(refusal([](Plan& plan) {
              plan.layers[3] = {.kind = LayerKind::add, .inputs = {1, 3}};
            }),
            "small: layer 4: expected maps of as many channels, found 20 and 33");
  EXPECT_EQ(refusal([](Plan& plan) { plan.outputs[0].value = 5; }),
            "small: output \"map\": expected a layer from 1 to 4, found 5");
  EXPECT_EQ(refusal([](Plan& plan) { plan.tensors["layer2/weights"].data.pop_back(); }),
            "small: layer 3: expected weights of shape [outputs, 20, rows, columns], found [33, "
            "20, 1, 1]");
}

}  // namespace
}  // namespace mien::executor
