#include "nn/onnx_weights.h"

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <functional>
#include <string>
#include <vector>

#include "mien/core/error.h"

namespace mien {
namespace {

std::vector<std::byte> file(const std::function<void(onnx::GraphProto&)>& fill) {
  onnx::ModelProto model;
  model.set_ir_version(7);
  fill(*model.mutable_graph());
  const std::string text = model.SerializeAsString();
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  return {bytes, bytes + text.size()};
}

onnx::TensorProto& tensor(onnx::GraphProto& graph, const std::vector<std::int64_t>& shape) {
  onnx::TensorProto& proto = *graph.add_initializer();
  proto.set_name("w");
  proto.set_data_type(onnx::TensorProto::FLOAT);
  for (const std::int64_t side : shape) proto.add_dims(side);
  return proto;
}

void expect_error(const std::function<void()>& act, const std::vector<std::string>& parts) {
  try {
    act();
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::model);
    for (const std::string& part : parts) {
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  }
}

TEST(OnnxWeightsTest, ReadsRawAndTypedFloats) {
  const std::vector<float> values = {1, -2, 3, 4, 5, 6};
  const auto raw = file([&](onnx::GraphProto& graph) {
    tensor(graph, {2, 3}).set_raw_data(values.data(), values.size() * sizeof(float));
  });
  EXPECT_EQ(NetworkWeights(raw, "raw").get("w", {2, 3}).data, values);
  const auto typed = file([&](onnx::GraphProto& graph) {
    onnx::TensorProto& proto = tensor(graph, {6});
    for (const float value : values) proto.add_float_data(value);
  });
  EXPECT_EQ(NetworkWeights(typed, "typed").get("w", {6}).data, values);
}

TEST(OnnxWeightsTest, NamesWhatIsMissingOrOfAnotherShape) {
  const auto bytes = file([](onnx::GraphProto& graph) { tensor(graph, {1}).add_float_data(1); });
  const NetworkWeights weights(bytes, "net.onnx");
  expect_error([&] { (void)weights.get("v", {1}); }, {"net.onnx", "\"v\"", "[1]"});
  expect_error([&] { (void)weights.get("w", {1, 2}); }, {"net.onnx", "\"w\"", "[1, 2]", "[1]"});
}

TEST(OnnxWeightsTest, RefusesDamagedFiles) {
  expect_error([] { const NetworkWeights weights(std::span<const std::byte>{}, "empty.onnx"); },
               {"empty.onnx"});
  const std::vector<std::byte> noise(100, std::byte{0xFF});
  expect_error([&] { const NetworkWeights weights(noise, "noise.onnx"); }, {"noise.onnx"});
  using Shape = std::vector<std::int64_t>;
  for (const Shape& shape : {Shape{2}, Shape{-1}, Shape{1LL << 40, 1LL << 40}, Shape{0}}) {
    const auto bytes =
        file([&](onnx::GraphProto& graph) { tensor(graph, shape).add_float_data(1); });
    expect_error([&] { const NetworkWeights weights(bytes, "bad.onnx"); }, {"bad.onnx", "\"w\""});
  }
  const auto external = file([](onnx::GraphProto& graph) {
    tensor(graph, {1}).set_data_location(onnx::TensorProto::EXTERNAL);
  });
  expect_error([&] { const NetworkWeights weights(external, "split.onnx"); }, {"split.onnx"});
}

}  // namespace
}  // namespace mien
