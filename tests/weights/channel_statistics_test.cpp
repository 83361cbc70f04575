#include "weights/channel_statistics.h"

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "tiny_onnx.h"
#include "weights/expect_error.h"
#include "weights/random_tensors.h"

namespace mien::train {
namespace {

/// Two 1x1 convolutions: "inner" = (2 red + 1, -blue), "outer" = their sum; the input is 8x8.
std::vector<std::byte> two_convolutions() {
  onnx::ModelProto model;
  model.set_ir_version(7);
  model.add_opset_import()->set_version(13);
  onnx::GraphProto& graph = *model.mutable_graph();
  graph.set_name("two");
  const auto constant = [&](const std::string& name, const std::vector<std::int64_t>& shape,
                            const std::vector<float>& values) {
    onnx::TensorProto& tensor = *graph.add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t side : shape) tensor.add_dims(side);
    for (const float value : values) tensor.add_float_data(value);
  };
  constant("k1", {2, 3, 1, 1}, {2, 0, 0, 0, 0, -1});
  constant("b1", {2}, {1, 0});
  constant("k2", {1, 2, 1, 1}, {1, 1});
  constant("b2", {1}, {0});
  const auto convolution = [&](const std::vector<std::string>& inputs, const std::string& output) {
    onnx::NodeProto& node = *graph.add_node();
    node.set_op_type("Conv");
    for (const std::string& input : inputs) node.add_input(input);
    node.add_output(output);
  };
  convolution({"pixels", "k1", "b1"}, "inner");
  convolution({"inner", "k2", "b2"}, "outer");
  const auto describe = [](onnx::ValueInfoProto& value, const std::string& name,
                           const std::vector<int>& shape) {
    value.set_name(name);
    auto& tensor = *value.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(onnx::TensorProto::FLOAT);
    for (const int side : shape) tensor.mutable_shape()->add_dim()->set_dim_value(side);
  };
  describe(*graph.add_input(), "pixels", {1, 3, 8, 8});
  describe(*graph.add_output(), "outer", {1, 1, 8, 8});
  const std::string text = model.SerializeAsString();
  std::vector<std::byte> bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

TEST(ChannelStatisticsTest, MatchesAnIndependentCalculation) {
  // More pictures than run at once, of two sizes, none of them the file's.
  const std::vector<Tensor> batches = {random_tensor({5, 3, 4, 6}, 100, 50, 1),
                                       random_tensor({2, 3, 3, 3}, -20, 9, 2)};
  const std::vector<std::string> names = {"inner", "outer"};
  const auto statistics =
      measure_channels(two_convolutions(), "two.onnx", names, batches_of(batches));

  std::vector<std::vector<double>> channels(3);
  for (const Tensor& batch : batches) {
    const auto plane = static_cast<std::size_t>(batch.shape[2] * batch.shape[3]);
    for (std::size_t picture = 0; picture < batch.data.size(); picture += 3 * plane) {
      for (std::size_t i = 0; i < plane; ++i) {
        const double red = 2.0 * batch.data[picture + i] + 1;
        const double blue = -static_cast<double>(batch.data[picture + 2 * plane + i]);
        channels[0].push_back(red);
        channels[1].push_back(blue);
        channels[2].push_back(red + blue);
      }
    }
  }
  const auto expect = [](const std::vector<double>& values, double mean, double variance) {
    double expected_mean = 0;
    for (const double value : values) expected_mean += value / static_cast<double>(values.size());
    double expected = 0;
    for (const double value : values) {
      expected += (value - expected_mean) * (value - expected_mean);
    }
    expected /= static_cast<double>(values.size());
    EXPECT_NEAR(mean, expected_mean, 1e-5 * std::abs(expected_mean));
    EXPECT_NEAR(variance, expected, 1e-5 * expected);
  };
  ASSERT_EQ(statistics.at("inner").mean.size(), 2U);
  ASSERT_EQ(statistics.at("outer").mean.size(), 1U);
  expect(channels[0], statistics.at("inner").mean[0], statistics.at("inner").variance[0]);
  expect(channels[1], statistics.at("inner").mean[1], statistics.at("inner").variance[1]);
  expect(channels[2], statistics.at("outer").mean[0], statistics.at("outer").variance[0]);
}

TEST(ChannelStatisticsTest, RefusesWhatItCannotMeasure) {
  const std::vector<std::byte> onnx = two_convolutions();
  const std::vector<std::string> names = {"inner"};
  const std::vector<std::string> unknown = {"inmost"};
  const auto measure = [&](const std::vector<std::string>& tensors, std::vector<Tensor> batches) {
    (void)measure_channels(onnx, "two.onnx", tensors, batches_of(std::move(batches)));
  };
  const Tensor good = random_tensor({1, 3, 4, 4}, 0, 1, 3);
  expect_model_error([&] { measure(names, {}); }, {"two.onnx", "pictures", "none"});
  expect_model_error([&] { measure(unknown, {good}); }, {"two.onnx", "inmost"});
  expect_model_error([&] { measure(names, {{{1, 4, 4, 3}, good.data}}); }, {"[1, 4, 4, 3]"});
  expect_model_error([&] { measure(names, {{{2, 3, 4, 4}, good.data}}); }, {"48 numbers"});
  expect_model_error([&] { measure(names, {{{0, 3, 4, 4}, {}}}); }, {"[0, 3, 4, 4]"});
  Tensor infinite = good;
  infinite.data[0] = std::numeric_limits<float>::infinity();
  expect_model_error([&] { measure(names, {infinite}); }, {"inner", "finite"});
  expect_model_error(
      [&] {
        (void)measure_channels(std::as_bytes(std::span("no", 2)), "no", names, batches_of({good}));
      },
      {"no", ".onnx"});
  // The value exists but is no stack of planes.
  const std::vector<std::string> means = {"means"};
  expect_model_error(
      [&] { (void)measure_channels(tiny_onnx(4, ""), "tiny", means, batches_of({good})); },
      {"tiny"});
}

}  // namespace
}  // namespace mien::train
