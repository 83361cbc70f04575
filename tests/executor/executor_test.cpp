#include "executor/executor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "detect/cnn_kernels.h"
#include "executor/make_plan.h"
#include "executor/pack_file.h"
#include "mien/core/error.h"
#include "mien/nn/network.h"
#include "random_plan.h"
#include "resources.h"

namespace mien::executor {
namespace {

struct Case {
  const char* model;
  Size size;
  float scale;       ///< of random pixels
  double tolerance;  ///< of an answer, as a share of the largest one
};

class ExecutorTest : public testing::TestWithParam<Case> {};

// ONNX Runtime sums in another order, and rounds elsewhere.
INSTANTIATE_TEST_SUITE_P(Networks, ExecutorTest,
                         testing::Values(Case{"mobilenet-v1-emotion", {160, 160}, 128, 1e-4},
                                         Case{"mobilenet-v1-face-tuned", {192, 192}, 128, 1e-4},
                                         Case{"mobilefacenet-identity", {112, 112}, 1, 1e-4},
                                         Case{"rfb", {320, 240}, 1, 1e-4},
                                         Case{"rfb", {213, 117}, 1, 1e-4}),
                         [](const auto& info) {
                           std::string name = std::string(info.param.model) +
                                              std::to_string(info.param.size.width);
                           std::erase(name, '-');
                           return name;
                         });

TEST_P(ExecutorTest, AnswersAsOnnxRuntimeDoes) {
  const Case& tried = GetParam();
  const auto file = test_models() / (std::string(tried.model) + ".onnx");
  MIEN_REQUIRE_FILE(file);
  const std::vector<std::byte> onnx = read_bytes(file);
  const auto width = static_cast<std::size_t>(tried.size.width);
  const auto height = static_cast<std::size_t>(tried.size.height);
  std::vector<float> input = random_floats(3 * width * height, 5);
  for (float& value : input) value *= tried.scale;
  std::vector<float> planes(input.size());
  for (std::size_t i = 0; i < width * height; ++i) {
    for (std::size_t c = 0; c < 3; ++c) planes[c * width * height + i] = input[3 * i + c];
  }
  const Network network = Network::from_memory(onnx, tried.model);
  const std::vector<std::int64_t> shape = {1, 3, tried.size.height, tried.size.width};
  const std::vector<Tensor> expected = network.run({shape, planes});

  Executor executor(make_plan(onnx, tried.model), *detect::supported_kernels().front());
  const std::vector<Answer> answers = executor.run(input, tried.size);
  ASSERT_EQ(answers.size(), expected.size());
  for (std::size_t o = 0; o < answers.size(); ++o) {
    const Answer& answer = answers[o];
    ASSERT_EQ(answer.values.size(), expected[o].data.size());
    const std::size_t places = answer.rows * answer.columns;
    float largest = 0;
    for (const float value : expected[o].data) largest = std::max(largest, std::abs(value));
    ASSERT_GT(largest, 0);
    for (std::size_t i = 0; i < places; ++i) {
      for (std::size_t c = 0; c < answer.channels; ++c) {
        ASSERT_NEAR(answer.values[i * answer.channels + c], expected[o].data[c * places + i],
                    tried.tolerance * static_cast<double>(largest))
            << "output " << o << ", place " << i << ", channel " << c;
      }
    }
  }
}

TEST(ExecutorTest, AnswersTheSameOnAllKernelsAndThroughAPack) {
  const auto input = random_floats(std::size_t{3} * 12 * 10, 4);
  const Plan plan = small_plan();
  const Plan stored = read_pack(write_pack(plan), "pack");
  const auto expected = Executor(plan, *detect::supported_kernels().front()).run(input, {10, 12});
  for (const detect::CnnKernels* kernels : detect::supported_kernels()) {
    const auto same = Executor(plan, *kernels).run(input, {10, 12});
    const auto rounded = Executor(stored, *kernels).run(input, {10, 12});
    ASSERT_EQ(same.size(), 2U);
    for (std::size_t o = 0; o < expected.size(); ++o) {
      for (std::size_t i = 0; i < expected[o].values.size(); ++i) {
        ASSERT_NEAR(same[o].values[i], expected[o].values[i], 1e-5) << kernels->name;
        // Weights of 16 bits are rounded to 11 bits.
        ASSERT_NEAR(rounded[o].values[i], expected[o].values[i], 2e-2) << kernels->name;
      }
    }
  }
}

TEST(ExecutorTest, AddsAndJoinsMapsAndTakesMeans) {
  Plan plan;
  plan.name = "maps";
  const RandomLayer point{.inputs = 3, .outputs = 20, .rows = 1, .columns = 1, .pads = {}};
  add_layer(plan, point, 0, 1);
  add_layer(plan, point, 0, 5);
  plan.layers.push_back({.kind = LayerKind::add, .inputs = {1, 2}, .activation = Activation::relu});
  plan.layers.push_back({.kind = LayerKind::concat, .inputs = {1, 3, 2}});
  plan.layers.push_back({.kind = LayerKind::mean, .inputs = {4}});
  plan.outputs = {{"a", 1}, {"b", 2}, {"sum", 3}, {"all", 4}, {"mean", 5}};
  const auto answers = Executor(plan, *detect::supported_kernels().front())
                           .run(random_floats(std::size_t{3} * 5 * 4, 2), {5, 4});
  const Answer& all = answers[3];
  ASSERT_EQ(all.channels, 60U);
  for (std::size_t c = 0; c < 20; ++c) {
    double mean = 0;
    for (std::size_t i = 0; i < 20; ++i) {
      const float a = answers[0].values[i * 20 + c];
      const float b = answers[1].values[i * 20 + c];
      ASSERT_EQ(answers[2].values[i * 20 + c], std::max(a + b, 0.0F));
      ASSERT_EQ(all.values[i * 60 + c], a);
      ASSERT_EQ(all.values[i * 60 + 20 + c], std::max(a + b, 0.0F));
      ASSERT_EQ(all.values[i * 60 + 40 + c], b);
      mean += static_cast<double>(b) / 20;
    }
    ASSERT_NEAR(answers[4].values[40 + c], mean, 1e-6);
  }
}

TEST(ExecutorTest, RefusesPicturesThatDoNotSuit) {
  Plan plan = small_plan();
  plan.layers[0].pads = {};
  Executor executor(plan, *detect::supported_kernels().front());
  const std::vector<float> pixels(300);
  EXPECT_THROW((void)executor.run(pixels, {10, 9}), Error);
  EXPECT_THROW((void)executor.run(pixels, {-10, -10}), Error);
  EXPECT_THROW((void)executor.run({}, {0, 0}), Error);
  EXPECT_THROW((void)executor.run(std::span(pixels).first(12), {2, 2}), Error);
  EXPECT_NO_THROW((void)executor.run(pixels, {10, 10}));
}

TEST(ExecutorTest, CountsMultiplications) {
  const Executor executor(small_plan(), *detect::supported_kernels().front());
  // Of 10x10 pixels: 5x5 places of 20 channels of 27 weights, of 9 weights, and of 33 times 20.
  EXPECT_EQ(executor.multiplications({10, 10}), 25.0 * (20 * 27 + 20 * 9 + 33 * 20));
}

}  // namespace
}  // namespace mien::executor
