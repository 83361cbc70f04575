#include "executor/bfloat16/bf16_executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "detect/cnn_kernels.h"
#include "executor/executor.h"
#include "executor/random_plan.h"
#include "face/preprocess.h"
#include "media/noise_picture.h"
#include "mien/core/error.h"

namespace mien::executor {
namespace {

InputSpec input_spec() {
  InputSpec input;
  input.layout = TensorLayout::nhwc;
  input.colour = ColourOrder::rgb;
  input.mean = {127, 127, 127};
  input.scale = {1.0F / 128, 1.0F / 128, 1.0F / 128};
  return input;
}

/// All kinds of layers that RFB has: dense and depthwise convolutions with strides and dilation,
/// maps side by side, a sum, and outputs of two sizes.
Plan plan_of_all_kinds() {
  Plan plan;
  plan.name = "kinds";
  const auto relu = Activation::relu;
  const auto depthwise = LayerKind::depthwise;
  add_layer(plan, {.outputs = 16, .stride = 2, .activation = relu}, 0, 1);
  add_layer(plan, {.kind = depthwise, .inputs = 16, .outputs = 16, .activation = relu}, 1, 2);
  add_layer(plan,
            {.inputs = 16, .outputs = 20, .rows = 1, .columns = 1, .pads = {}, .activation = relu},
            2, 3);
  add_layer(plan, {.inputs = 20, .outputs = 12, .dilation = 2, .pads = {2, 2, 2, 2}}, 3, 4);
  add_layer(plan, {.inputs = 20, .outputs = 8, .rows = 1, .columns = 1, .pads = {}}, 3, 5);
  plan.layers.push_back({.kind = LayerKind::concat, .inputs = {4, 5}});
  add_layer(plan, {.inputs = 20, .outputs = 20, .rows = 1, .columns = 1, .pads = {}}, 6, 6);
  plan.layers.push_back({.kind = LayerKind::add, .inputs = {7, 3}, .activation = relu});
  add_layer(plan, {.inputs = 20, .outputs = 6}, 8, 7);
  add_layer(plan,
            {.kind = depthwise,
             .inputs = 20,
             .outputs = 20,
             .stride = 2,
             .pads = {1, 1, 1, 1},
             .activation = relu},
            8, 8);
  add_layer(plan, {.inputs = 20, .outputs = 4, .rows = 1, .columns = 1, .pads = {}}, 10, 9);
  plan.outputs = {{"fine", 9}, {"coarse", 11}};
  return plan;
}

std::vector<Answer> by_floats(const Plan& plan, const Image& picture) {
  InputSpec input = input_spec();
  input.width = picture.width();
  input.height = picture.height();
  std::vector<float> values(input_values(input));
  write_input(picture, input, values);
  Executor executor(plan, *detect::supported_kernels().front());
  return executor.run(values, picture.size());
}

/// Square root of the mean of squared differences, as a share of that of the values.
double difference(const Answer& a, const Answer& b) {
  double errors = 0;
  double squares = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    errors += std::pow(a.values[i] - b.values[i], 2);
    squares += std::pow(a.values[i], 2);
  }
  return std::sqrt(errors / squares);
}

class Bf16ExecutorTest : public testing::TestWithParam<const Bf16Kernels*> {};

INSTANTIATE_TEST_SUITE_P(All, Bf16ExecutorTest, testing::ValuesIn(supported_bf16_kernels()),
                         [](const auto& info) {
                           std::string name = info.param->name;
                           std::erase_if(name, [](char c) { return c == '-' || c == ' '; });
                           return name;
                         });

TEST_P(Bf16ExecutorTest, AnswersNearlyAsFloats) {
  const Plan plan = plan_of_all_kinds();
  const Bf16Executor executor(plan, input_spec(), *GetParam());
  Bf16Workspace workspace;
  for (const Image& picture :
       {noise_picture(37, 29, 4), noise_picture(64, 40, 5), noise_picture(5, 7, 6)}) {
    const std::vector<Answer> expected = by_floats(plan, picture);
    const std::vector<Answer> answers = executor.run(picture, workspace);
    ASSERT_EQ(answers.size(), expected.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
      ASSERT_EQ(answers[i].rows, expected[i].rows);
      ASSERT_EQ(answers[i].columns, expected[i].columns);
      ASSERT_EQ(answers[i].channels, expected[i].channels);
      // Eight layers, each of which rounds its numbers by a 512th at most.
      EXPECT_LT(difference(expected[i], answers[i]), 0.01) << "output " << i;
    }
  }
}

TEST_P(Bf16ExecutorTest, TakesAViewWithAStride) {
  const Plan plan = plan_of_all_kinds();
  const Image picture = noise_picture(60, 50, 7);
  const Image part = Image::view(picture.row(2) + 9, 33, 21, picture.stride());
  Image copy(33, 21);
  for (int y = 0; y < 21; ++y) std::copy_n(part.row(y), 99, copy.mutable_row(y));
  const Bf16Executor executor(plan, input_spec(), *GetParam());
  Bf16Workspace workspace;
  const std::vector<Answer> expected = executor.run(copy, workspace);
  const std::vector<Answer> answers = executor.run(part, workspace);
  for (std::size_t i = 0; i < answers.size(); ++i) EXPECT_EQ(answers[i].values, expected[i].values);
}

/// The message of the error that a plan gives.
std::string problem_of(const Plan& plan) {
  try {
    (void)make_bf16_steps(plan);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::model);
    return error.what();
  }
  return {};
}

TEST(Bf16Steps, RefuseWhatIsNotComputedSo) {
  EXPECT_EQ(problem_of(plan_of_all_kinds()), "");
  EXPECT_THAT(problem_of(small_plan()), testing::HasSubstr("layer 2: expected ReLU or none"));

  Plan large;
  add_layer(large, {.outputs = 16}, 0, 1);
  add_layer(large,
            {.kind = LayerKind::depthwise,
             .inputs = 16,
             .outputs = 16,
             .rows = 5,
             .columns = 5,
             .pads = {2, 2, 2, 2}},
            1, 2);
  EXPECT_THAT(problem_of(large), testing::HasSubstr("layer 2: expected a depthwise convolution"));

  Plan wide;
  add_layer(wide, {.rows = 5, .columns = 5, .dilation = 2, .pads = {4, 4, 4, 4}}, 0, 1);
  EXPECT_THAT(problem_of(wide), testing::HasSubstr("a kernel of at most 9 rows, found 25"));

  Plan output;
  add_layer(output, {.outputs = 16}, 0, 1);
  add_layer(output, {.kind = LayerKind::depthwise, .inputs = 16, .outputs = 16}, 1, 2);
  output.outputs = {{"out", 2}};
  EXPECT_THAT(problem_of(output), testing::HasSubstr("a convolution that gives an output"));

  Plan mean;
  add_layer(mean, {.outputs = 16}, 0, 1);
  mean.layers.push_back({.kind = LayerKind::mean, .inputs = {1}});
  EXPECT_THAT(problem_of(mean), testing::HasSubstr("found a mean"));
}

TEST(Bf16Executor, RefusesPicturesThatAreTooSmall) {
  Plan plan;
  plan.name = "one";
  add_layer(plan, {.outputs = 16, .pads = {}}, 0, 1);
  plan.outputs = {{"out", 1}};
  const Bf16Executor executor(plan, input_spec(), *supported_bf16_kernels().back());
  Bf16Workspace workspace;
  EXPECT_THROW((void)executor.run(noise_picture(2, 9, 1), workspace), Error);
  EXPECT_THROW((void)executor.run(Image(), workspace), Error);
  EXPECT_EQ(executor.run(noise_picture(3, 3, 1), workspace).front().values.size(), 16U);
}

}  // namespace
}  // namespace mien::executor
