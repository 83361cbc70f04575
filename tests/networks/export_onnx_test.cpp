#include "networks/export_onnx.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "export_metadata.h"
#include "mien/core/error.h"
#include "mien/nn/network.h"
#include "networks/graph_builder.h"
#include "networks/heads.h"
#include "networks/networks.h"
#include "nn/onnx_weights.h"
#include "synthetic_tensors.h"

namespace mien::train {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr int side = 4;

/// A batch norm on the picture itself, which has no convolution to go into; then two branches of
/// pools and convolutions that are joined and taken twice.
NetworkGraph branches() {
  GraphBuilder g("branches");
  const int picture = g.batch_norm("first", GraphBuilder::picture);
  const int left = g.average_pool(picture, {.kernel = 3, .stride = 2, .pad = 1});
  const int middle =
      g.convolution("middle", picture, {.out = 3, .kernel = {1, 3}, .stride = 2, .same = true});
  const int right = g.max_pool(g.batch_norm("norm", middle), {.kernel = 1});
  const int sum = g.add(middle, right);
  const int joined = g.concat({left, sum});
  const int features = g.flatten(joined, 2);
  return std::move(g).finish(features, {.name = "fc", .classes = 8, .dropout = 0.5});
}

std::vector<float> counting(std::size_t count) {
  std::vector<float> values(count);
  std::iota(values.begin(), values.end(), 0.0F);
  return values;
}

TEST(ExportOnnx, EqualsACaseComputedByHand) {
  const NetworkGraph graph = branches();
  NamedTensors tensors;
  for (const Parameter& parameter : parameters_of(graph)) {
    const auto size = static_cast<std::size_t>(parameter.size());
    const bool is_variance = parameter.kind == ParameterKind::running_var;
    tensors[parameter.name] = {parameter.shape,
                               std::vector<float>(size, is_variance ? 1.0F : 0.0F)};
  }
  // The first channel is doubled, the others vanish; epsilon is 1e-5.
  tensors["first.weight"].values = {2, 0, 0};
  // The middle takes the pixel to the right, and one channel of the norm is three times that.
  tensors["middle.weight"].values[2] = 1;
  tensors["norm.weight"].values = {3, 0, 0};
  const Network network = Network::from_memory(
      export_onnx(graph, tensors, export_metadata(side, side)), graph.architecture);
  const std::vector<std::int64_t> shape = {1, 3, side, side};
  const std::vector<Tensor> outputs = network.run({shape, counting(3 * side * side)});
  // Pictures of the first channel: rows 0 1 2 3, 4 5 6 7, ... The average counts padded zeros:
  // (0+1+4+5)/9 and so on. "Same" padding of three columns at stride 2 adds one at the right.
  const std::vector<float> left = {10 * 2 / 9.0F, 24 * 2 / 9.0F, 51 * 2 / 9.0F, 90 * 2 / 9.0F};
  const std::vector<float> sum = {2 * 2 * 4, 0, 10 * 2 * 4, 0};
  std::vector<float> expected(24, 0.0F);
  std::copy(left.begin(), left.end(), expected.begin());
  std::copy(sum.begin(), sum.end(), expected.begin() + 12);
  EXPECT_THAT(outputs.at(1).data, testing::Pointwise(testing::FloatNear(1e-3F), expected));
  EXPECT_THAT(outputs.at(0).data, testing::Each(0.0F));
}

/// Runs a network on a picture of 3 x 4 x 4 that counts from 0, on weights of 1.
std::vector<Tensor> run_on_ones(GraphBuilder builder, int features) {
  const NetworkGraph graph = std::move(builder).finish(features, {.name = "fc", .classes = 8});
  NamedTensors tensors;
  for (const Parameter& parameter : parameters_of(graph)) {
    const auto size = static_cast<std::size_t>(parameter.size());
    const bool zero = parameter.kind == ParameterKind::bias;
    tensors[parameter.name] = {parameter.shape, std::vector<float>(size, zero ? 0.0F : 1.0F)};
  }
  tensors["gain"] = {{}, {3}};
  const Network network = Network::from_memory(
      export_onnx(graph, tensors, export_metadata(side, side)), graph.architecture);
  const std::vector<std::int64_t> shape = {1, 3, side, side};
  return network.run({shape, counting(3 * side * side)});
}

// The mean of the three channels' pixels is 7.5, 23.5 and 39.5.
TEST(ExportOnnx, FactorsReachWhatTakesThem) {
  GraphBuilder g("factors");
  const int doubled = g.scale(GraphBuilder::picture, 2);
  const int tripled = g.scale(g.max_pool(doubled, {.kernel = 1}), 1, "gain");  // 6 times
  const int branch = g.convolution("conv", tripled, {.out = 2, .bias = true});
  const int negated = g.scale(branch, -1);
  const int positive = g.activation(g.scale(negated, -0.5), Nonlinearity::relu);
  const int gate = g.scale(g.activation(g.global_average_pool(doubled), Nonlinearity::relu6), 0.5);
  const int gated = g.multiply(tripled, gate);  // 6 * 3 times
  const int joined = g.concat({positive, gated});
  const int features = g.flatten(g.scale(g.global_average_pool(joined), 10));
  const std::vector<Tensor> outputs = run_on_ones(std::move(g), features);
  const float sum = 7.5F + 23.5F + 39.5F;
  const std::vector<float> expected = {30 * sum, 30 * sum, 180 * 7.5F, 180 * 23.5F, 180 * 39.5F};
  EXPECT_THAT(outputs.at(1).data, testing::Pointwise(testing::FloatNear(1e-2F), expected));
  float logit = 0;
  for (const float value : expected) logit += value;
  EXPECT_THAT(outputs.at(0).data, testing::Each(testing::FloatNear(logit, 0.1F)));
}

TEST(ExportOnnx, AdaptivePoolsAreMatrices) {
  GraphBuilder g("adaptive");
  const int x = g.adaptive_average_pool(GraphBuilder::picture, {3, 4});
  const int features = g.flatten(x, {3, 4});
  const std::vector<Tensor> outputs = run_on_ones(std::move(g), features);
  // Rows 0 and 1, 1 and 2, 2 and 3.
  std::vector<float> expected;
  for (int channel = 0; channel < 3; ++channel) {
    for (int row = 0; row < 3; ++row) {
      for (int column = 0; column < 4; ++column) {
        expected.push_back(static_cast<float>(channel * 16 + row * 4 + 2 + column));
      }
    }
  }
  EXPECT_THAT(outputs.at(1).data, testing::Pointwise(testing::FloatNear(1e-4F), expected));
}

TEST(ExportOnnx, FoldsTheNormOfALinearLayer) {
  GraphBuilder g("linear");
  int x = g.linear("hidden", g.flatten(g.global_average_pool(GraphBuilder::picture)), 2, false);
  x = g.batch_norm("norm", x, {.epsilon = 3});
  const NetworkGraph graph = std::move(g).finish(x, {.name = "fc", .classes = 8});
  const models::Graph onnx =
      onnx_graph(graph, synthetic_tensors(graph), export_metadata(side, side));
  EXPECT_TRUE(std::ranges::none_of(
      onnx.nodes, [](const auto& node) { return node.op == "BatchNormalization"; }));
  GraphBuilder h("linear");
  x = h.linear("hidden", h.flatten(h.global_average_pool(GraphBuilder::picture)), 2, false);
  x = h.batch_norm("norm", x, {.epsilon = 3});
  // (sum - 1) / sqrt(1 + 3) + 1.
  const float expected = (7.5F + 23.5F + 39.5F - 1) / 2 + 1;
  EXPECT_THAT(run_on_ones(std::move(h), x).at(1).data,
              testing::Each(testing::FloatNear(expected, 1e-3F)));
}

TEST(ExportOnnx, HeadsGoByTheirAttribute) {
  const NetworkGraph graph = attach_heads(
      make_network("mobilenet-v1"), std::vector<HiddenLayout>{{.name = "years", .size = 16}},
      std::vector<HeadLayout>{{"age", 101, "years"}, {"emotion", 8}});
  const Network network = Network::from_memory(
      export_onnx(graph, synthetic_tensors(graph), export_metadata(32, 32)), "heads");
  EXPECT_EQ(network.outputs().size(), 2U);
  EXPECT_THAT(network.outputs()[0].shape, ElementsAre(-1, 8));
  EXPECT_THAT(network.outputs()[1].shape, ElementsAre(-1, 1024));
  EXPECT_EQ(network.metadata().id, "synthetic");
}

TEST(ExportOnnx, UnaskedHeadsAreLeftOut) {
  const NetworkGraph graph = branches();
  ModelMetadata metadata = export_metadata(side, side);
  metadata.heads.erase(metadata.heads.begin());
  const models::Graph onnx = onnx_graph(graph, synthetic_tensors(graph), metadata);
  EXPECT_FALSE(onnx.constants.contains("fc.weight"));
  EXPECT_TRUE(onnx.constants.contains("middle.weight"));
}

TEST(ExportOnnx, EqualNetworksGiveEqualBytes) {
  const NetworkGraph graph = branches();
  const ModelMetadata metadata = export_metadata(side, side);
  EXPECT_EQ(export_onnx(graph, synthetic_tensors(graph), metadata),
            export_onnx(graph, synthetic_tensors(graph), metadata));
}

TEST(ExportOnnx, ReaderOfWeightsPassesHalvesBy) {
  const NetworkGraph graph = branches();
  const models::Bytes file = export_onnx(graph, synthetic_tensors(graph),
                                         export_metadata(side, side), {.half_weights = true});
  const NetworkWeights weights(file, "halves");
  EXPECT_EQ(weights.get("fc.bias", {8}).data.size(), 8U);
  EXPECT_THAT(
      [&] {
        (void)weights.get("fc.weight", {8, 24});
      },
      ThrowsMessage<Error>(HasSubstr("\"fc.weight\" of shape [8, 24], which it has not")));
}

/// Exports branches() after a change, for the error it gives.
template <typename Change>
auto exporting(Change change) {
  return [change] {
    NetworkGraph graph = branches();
    NamedTensors tensors = synthetic_tensors(graph);
    ModelMetadata metadata = export_metadata(side, side);
    change(graph, tensors, metadata);
    (void)export_onnx(graph, tensors, metadata);
  };
}

TEST(ExportOnnx, TensorsThatDoNotFitAreNamed) {
  const auto with = [](auto change) {
    return exporting(
        [change](NetworkGraph&, NamedTensors& tensors, ModelMetadata&) { change(tensors); });
  };
  EXPECT_THAT(with([](auto& tensors) { tensors.erase("fc.bias"); }),
              ThrowsMessage<Error>("branches: expected the tensor \"fc.bias\" of shape [8], found "
                                   "no tensor of this name"));
  EXPECT_THAT(with([](auto& tensors) {
                tensors["fc.bias"].shape = {4, 2};
              }),
              ThrowsMessage<Error>(HasSubstr("found [4, 2] with 8 numbers")));
  EXPECT_THAT(with([](auto& tensors) { tensors["fc.bias"].values.pop_back(); }),
              ThrowsMessage<Error>(HasSubstr("found [8] with 7 numbers")));
  EXPECT_THAT(with([](auto& tensors) {
                tensors["norm.bias"].values[1] = std::numeric_limits<float>::quiet_NaN();
              }),
              ThrowsMessage<Error>(HasSubstr("with finite numbers, found nan")));
  EXPECT_THAT(with([](auto& tensors) { tensors["norm.running_var"].values[1] = -1; }),
              ThrowsMessage<Error>(HasSubstr("with variances of 0 or more, found -1")));
}

TEST(ExportOnnx, MetadataThatDoNotFitAreRefused) {
  const auto with = [](auto change) {
    return exporting(
        [change](NetworkGraph&, NamedTensors&, ModelMetadata& metadata) { change(metadata); });
  };
  EXPECT_THAT(with([](auto& metadata) { metadata.input.width = 0; }),
              ThrowsMessage<Error>("branches: expected a fixed size of the picture, found 0 x 4"));
  EXPECT_THAT(with([](auto& metadata) { metadata.input.colour = ColourOrder::grey; }),
              ThrowsMessage<Error>(HasSubstr("expected a picture of 3 channels, found 1")));
  EXPECT_THAT(with([](auto& metadata) { metadata.input.layout = TensorLayout::nhwc; }),
              ThrowsMessage<Error>(HasSubstr("(nchw), found nhwc")));
  EXPECT_THAT(with([](auto& metadata) { metadata.heads.clear(); }),
              ThrowsMessage<Error>(HasSubstr("a head or more, found none")));
  EXPECT_THAT(with([](auto& metadata) { metadata.heads[0].activation = Activation::none; }),
              ThrowsMessage<Error>(HasSubstr("since the network gives logits, found none")));
  EXPECT_THAT(with([](auto& metadata) { metadata.heads[0].labels.pop_back(); }),
              ThrowsMessage<Error>(HasSubstr("expected 7 outputs for such a head, found 8")));
  EXPECT_THAT(with([](auto& metadata) { metadata.heads[1].output = "emotion"; }),
              ThrowsMessage<Error>(HasSubstr("an output with a name of its own")));
}

TEST(ExportOnnx, HeadsThatTheNetworkLacksAreRefused) {
  EXPECT_THAT(exporting([](NetworkGraph& graph, NamedTensors&, ModelMetadata&) {
                graph = make_network("mobilenet-v1");
              }),
              ThrowsMessage<Error>(HasSubstr("expected a head \"emotion\", which the network has "
                                             "not")));
}

TEST(ExportOnnx, WeightsBeyondHalvesAreRefused) {
  const NetworkGraph graph = branches();
  NamedTensors tensors = synthetic_tensors(graph);
  tensors["fc.weight"].values[0] = 1e5F;
  const auto half = [&] {
    (void)export_onnx(graph, tensors, export_metadata(side, side), {.half_weights = true});
  };
  EXPECT_THAT(half, ThrowsMessage<Error>(HasSubstr("fc.weight: expected weights that fit into 16 "
                                                   "bits, found 100000")));
}

}  // namespace
}  // namespace mien::train
