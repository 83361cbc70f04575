#include "networks/pad_channels.h"

#include <gmock/gmock.h>

#include "mien/core/error.h"
#include "networks/graph_builder.h"
#include "networks/networks.h"
#include "synthetic_tensors.h"

namespace mien::train {
namespace {

NetworkGraph two_convolutions() {
  GraphBuilder g("two");
  int x = g.batch_norm("norm", g.convolution("wide", GraphBuilder::picture, {.out = 2}));
  x = g.convolution("depth", x, {.out = 2, .groups = 2});
  x = g.convolution("exact", x, {.out = 4});
  const int features = g.flatten(g.global_average_pool(x));
  return std::move(g).finish(features, {.name = "fc", .classes = 3});
}

TEST(PadChannels, FillsWithWhatKeepsZeroZero) {
  const NetworkGraph graph = two_convolutions();
  const NamedTensors tensors = synthetic_tensors(graph);
  const WeightedNetwork padded = pad_channels(graph, tensors, 4).value();
  EXPECT_EQ(infer_shapes(padded.graph, 8, 8)[2], (NodeShape{4, 8, 8}));
  const auto tail = [&](const std::string& name) {
    const std::vector<float>& values = padded.tensors.at(name).values;
    return std::vector<float>(values.end() - 2, values.end());
  };
  EXPECT_EQ(padded.tensors.at("wide.weight").shape, (std::vector<std::int64_t>{4, 3, 1, 1}));
  EXPECT_EQ(padded.tensors.at("depth.weight").shape, (std::vector<std::int64_t>{4, 1, 1, 1}));
  EXPECT_EQ(padded.tensors.at("exact.weight").shape, (std::vector<std::int64_t>{4, 4, 1, 1}));
  EXPECT_EQ(padded.tensors.at("fc.weight"), tensors.at("fc.weight"));
  EXPECT_EQ(tail("wide.weight"), (std::vector<float>{0, 0}));
  EXPECT_EQ(tail("norm.weight"), (std::vector<float>{1, 1}));
  EXPECT_EQ(tail("norm.bias"), (std::vector<float>{0, 0}));
  EXPECT_EQ(tail("norm.running_mean"), (std::vector<float>{0, 0}));
  EXPECT_EQ(tail("norm.running_var"), (std::vector<float>{1, 1}));
  const std::vector<float>& exact = padded.tensors.at("exact.weight").values;
  const std::vector<float>& before = tensors.at("exact.weight").values;
  EXPECT_EQ((std::vector<float>{exact.begin() + 4, exact.begin() + 8}),
            (std::vector<float>{before[2], before[3], 0, 0}));
}

TEST(PadChannels, LeavesNetworksThatCannotBeWidened) {
  GraphBuilder g("joined");
  const int a = g.convolution("a", GraphBuilder::picture, {.out = 2});
  const int joined = g.concat({a, a});
  const int features = g.flatten(g.global_average_pool(joined));
  const NetworkGraph graph = std::move(g).finish(features, {});
  EXPECT_FALSE(pad_channels(graph, synthetic_tensors(graph), 4).has_value());

  const NetworkGraph two = two_convolutions();
  EXPECT_FALSE(pad_channels(two, synthetic_tensors(two), 8).has_value());

  GraphBuilder h("standardised");
  const int wide = h.convolution("a", GraphBuilder::picture, {.out = 3, .standardised = true});
  const int last = h.convolution("b", wide, {.out = 4});
  const int end = h.flatten(h.global_average_pool(last));
  const NetworkGraph three = std::move(h).finish(end, {});
  EXPECT_FALSE(pad_channels(three, synthetic_tensors(three), 4).has_value());
}

TEST(PadChannels, LeavesNetworksThatAreWideEnough) {
  const NetworkGraph graph = make_network("resnet18", {.classes = 8});
  EXPECT_FALSE(pad_channels(graph, synthetic_tensors(graph), 4).has_value());
}

TEST(PadChannels, WidensEveryConvolutionOfRexNet) {
  const NetworkGraph graph = make_network("rexnet-150", {.classes = 8});
  const WeightedNetwork padded = pad_channels(graph, synthetic_tensors(graph), 4).value();
  for (const GraphOp& node : padded.graph.nodes) {
    if (node.op != Op::convolution) continue;
    EXPECT_EQ(node.out_channels % 4, 0) << node.name;
  }
  EXPECT_EQ(infer_shapes(padded.graph, 224, 224).back(), (NodeShape{8, 1, 1}));
}

TEST(PadChannels, MultiplesBelowOneAreRefused) {
  const NetworkGraph graph = two_convolutions();
  EXPECT_THAT([&] { (void)pad_channels(graph, synthetic_tensors(graph), 0); },
              testing::ThrowsMessage<Error>("multiple of channels: expected 1 or more, found 0"));
}

TEST(PadChannels, ChecksTheTensors) {
  const NetworkGraph graph = two_convolutions();
  NamedTensors tensors = synthetic_tensors(graph);
  tensors.erase("norm.bias");
  EXPECT_THAT([&] { (void)pad_channels(graph, tensors, 4); },
              testing::ThrowsMessage<Error>("two: expected the tensor \"norm.bias\" of shape [2], "
                                            "found no tensor of this name"));
}

}  // namespace
}  // namespace mien::train
