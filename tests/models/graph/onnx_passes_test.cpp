#include "models/graph/onnx_passes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "mien/nn/network.h"
#include "models/graph/onnx_file.h"

namespace mien::models {
namespace {

constexpr int wide = 48;
constexpr int side = 6;

void add_weights(onnx::GraphProto& graph, const std::string& name,
                 const std::vector<std::int64_t>& shape, const std::vector<float>& values) {
  onnx::TensorProto& tensor = *graph.add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  for (const std::int64_t axis : shape) tensor.add_dims(axis);
  tensor.set_raw_data(values.data(), values.size() * sizeof(float));
}

void add_ints(onnx::NodeProto& node, const std::string& name, const std::vector<int>& values) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INTS);
  for (const int value : values) attribute.add_ints(value);
}

void add_value(onnx::ValueInfoProto& value, const std::string& name,
               const std::vector<std::int64_t>& shape) {
  value.set_name(name);
  auto& tensor = *value.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(onnx::TensorProto::FLOAT);
  for (const std::int64_t axis : shape) tensor.mutable_shape()->add_dim()->set_dim_value(axis);
}

/// A bottleneck of random weights: 3 channels, `wide` in the middle, 5 at the end.
struct Bottleneck {
  explicit Bottleneck(int dead, bool prelu) {
    std::mt19937 random(11);
    std::normal_distribution<float> normal(0, 0.5F);
    const auto numbers = [&](std::size_t count) {
      std::vector<float> values(count);
      for (float& value : values) value = normal(random);
      return values;
    };
    model.set_ir_version(7);
    model.add_opset_import()->set_version(11);
    onnx::GraphProto& graph = *model.mutable_graph();
    graph.set_name("bottleneck");
    add_value(*graph.add_input(), "x", {1, 3, side, side});
    add_value(*graph.add_output(), "y", {1, 5, side, side});
    std::vector<float> kernels = numbers(std::size_t{wide} * 9);
    std::fill_n(kernels.begin(), static_cast<std::size_t>(dead) * 9, 1e-20F);
    add_weights(graph, "w1", {wide, 3, 1, 1}, numbers(std::size_t{wide} * 3));
    add_weights(graph, "b1", {wide}, numbers(wide));
    add_weights(graph, "w2", {wide, 1, 3, 3}, kernels);
    add_weights(graph, "b2", {wide}, numbers(wide));
    add_weights(graph, "w3", {5, wide, 1, 1}, numbers(std::size_t{5} * wide));
    add_weights(graph, "b3", {5}, numbers(5));
    // Slopes below 0 and above 1 occur in networks that were trained.
    std::vector<float> slopes = numbers(wide);
    slopes[0] = -1.3F;
    slopes[wide - 1] = 1.4F;
    convolution(graph, "x", "1", "c1", 1, 0);
    add_activation(graph, "c1", "a1", prelu, slopes);
    convolution(graph, "a1", "2", "c2", wide, 1);
    add_activation(graph, "c2", "a2", prelu, slopes);
    convolution(graph, "a2", "3", "y", 1, 0);
  }

  static void convolution(onnx::GraphProto& graph, const std::string& x, const std::string& layer,
                          const std::string& y, int group, int pad) {
    onnx::NodeProto& node = *graph.add_node();
    node.set_op_type("Conv");
    node.add_input(x);
    node.add_input("w" + layer);
    node.add_input("b" + layer);
    node.add_output(y);
    add_ints(node, "pads", {pad, pad, pad, pad});
    onnx::AttributeProto& groups = *node.add_attribute();
    groups.set_name("group");
    groups.set_type(onnx::AttributeProto::INT);
    groups.set_i(group);
  }

  static void add_activation(onnx::GraphProto& graph, const std::string& x, const std::string& y,
                             bool prelu, const std::vector<float>& slopes) {
    onnx::NodeProto& node = *graph.add_node();
    node.set_op_type(prelu ? "PRelu" : "Relu");
    node.add_input(x);
    node.add_output(y);
    if (!prelu) return;
    node.add_input(x + "/slopes");
    add_weights(graph, x + "/slopes", {wide, 1, 1}, slopes);
  }

  onnx::ModelProto model;
};

/// What ONNX Runtime says of a model.
std::vector<float> answer(onnx::ModelProto model) {
  check_onnx(model, "bottleneck");
  ModelMetadata metadata;
  metadata.id = metadata.task = metadata.licence = metadata.data_terms = "test";
  metadata.input.width = metadata.input.height = side;
  metadata.input.mean = {0, 0, 0};
  metadata.input.scale = {1, 1, 1};
  HeadSpec head;
  head.output = "y";
  head.attribute = "y";
  metadata.heads = {head};
  set_metadata(model, format_metadata(metadata));
  const Network network = Network::from_memory(serialise_onnx(model), "bottleneck");
  std::vector<float> input(std::size_t{3} * side * side);
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = std::sin(static_cast<float>(i));
  const std::vector<std::int64_t> shape = {1, 3, side, side};
  return network.run({shape, input}).front().data;
}

void expect_near(const std::vector<float>& a, const std::vector<float>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 2e-5F) << i;
}

std::int64_t middle_channels(const onnx::ModelProto& model) {
  for (const onnx::TensorProto& tensor : model.graph().initializer()) {
    if (tensor.name() == "w2") return tensor.dims(0);
  }
  return 0;
}

TEST(OnnxPasses, ZeroTinyWeightsAndNoOthers) {
  Bottleneck net(2, false);
  onnx::ModelProto untouched = Bottleneck(0, false).model;
  const std::string before = untouched.SerializeAsString();
  zero_tiny_weights(*untouched.mutable_graph());
  EXPECT_EQ(untouched.SerializeAsString(), before);
  zero_tiny_weights(*net.model.mutable_graph());
  const std::string raw = net.model.graph().initializer(2).raw_data();
  EXPECT_EQ(raw.substr(0, std::size_t{18} * 4), std::string(std::size_t{18} * 4, '\0'));
  EXPECT_NE(raw.substr(std::size_t{18} * 4, 4), std::string(4, '\0'));
}

TEST(OnnxPasses, CutDeadChannelsWithoutChangingTheAnswer) {
  for (const bool prelu : {true, false}) {
    // A ReLU is not known to the pass, so nothing is cut there.
    Bottleneck net(20, prelu);
    const std::vector<float> before = answer(net.model);
    zero_tiny_weights(*net.model.mutable_graph());
    cut_dead_channels(*net.model.mutable_graph());
    EXPECT_EQ(middle_channels(net.model), prelu ? 32 : wide);
    expect_near(answer(net.model), before);
  }
}

TEST(OnnxPasses, KeepChannelsThatFillABlock) {
  Bottleneck net(5, true);  // 43 of 48 are alive: fewer blocks of 16 do not hold them
  zero_tiny_weights(*net.model.mutable_graph());
  cut_dead_channels(*net.model.mutable_graph());
  EXPECT_EQ(middle_channels(net.model), wide);
}

TEST(OnnxPasses, LeaveAloneWhatAnotherTakes) {
  Bottleneck net(20, true);
  onnx::GraphProto& graph = *net.model.mutable_graph();
  // The value between the layers is an output, too: no channel of it may go.
  add_value(*graph.add_output(), "a2", {1, wide, side, side});
  zero_tiny_weights(graph);
  cut_dead_channels(graph);
  EXPECT_EQ(middle_channels(net.model), wide);
}

TEST(OnnxPasses, SpellOutPreluWithSlopesOfAnySign) {
  Bottleneck net(0, true);
  const std::vector<float> before = answer(net.model);
  spell_out_prelu(*net.model.mutable_graph());
  for (const onnx::NodeProto& node : net.model.graph().node()) EXPECT_NE(node.op_type(), "PRelu");
  expect_near(answer(net.model), before);
}

TEST(OnnxPasses, KeepTheOutputsThatAreWantedAndWhatTheyNeed) {
  Bottleneck net(0, true);
  onnx::GraphProto& graph = *net.model.mutable_graph();
  add_value(*graph.add_output(), "c1", {1, wide, side, side});
  keep_outputs(graph, {"c1"});
  EXPECT_EQ(graph.node_size(), 1);
  EXPECT_EQ(graph.output_size(), 1);
  EXPECT_EQ(graph.initializer_size(), 2);
}

}  // namespace
}  // namespace mien::models
