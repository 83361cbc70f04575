// The paper's published MobileNet-v1 against mobilenet-v1 with the same weights.
#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "export_metadata.h"
#include "mien/nn/network.h"
#include "networks/export_onnx.h"
#include "networks/networks.h"
#include "nn/onnx_weights.h"
#include "resources.h"
#include "synthetic_tensors.h"

namespace mien::train {
namespace {

constexpr int side = 224;

/// Its convolutions, whose batch norms were folded by the publisher, with batch norms that only add
/// the biases.
NamedTensors tensors_of_published(const NetworkGraph& graph, const NetworkWeights& published) {
  NamedTensors tensors;
  for (const GraphOp& node : graph.nodes) {
    if (node.op != Op::convolution) continue;
    const std::string from = node.groups > 1 ? node.name + "/depthwise/weights"
                                             : node.name + "_bn/batchnorm_1/mul_1/weights";
    const std::vector<std::int64_t> shape = {node.out_channels, node.in_channels / node.groups,
                                             node.kernel.height, node.kernel.width};
    const std::vector<std::int64_t> channels = {node.out_channels};
    const auto count = static_cast<std::size_t>(node.out_channels);
    const std::string norm = node.name + "_bn";
    tensors[node.name + ".weight"] = {shape, published.get(from, shape).data};
    tensors[norm + ".bias"] = {channels, published.get(from + "/bias", channels).data};
    tensors[norm + ".weight"] = {channels, std::vector<float>(count, 1.0F)};
    tensors[norm + ".running_mean"] = {channels, std::vector<float>(count, 0.0F)};
    tensors[norm + ".running_var"] = {channels, std::vector<float>(count, 1.0F - 1e-3F)};
  }
  return tensors;
}

TEST(PublishedMobileNet, GivesTheSameFeatures) {
  const std::filesystem::path file = test_models() / "faceres-deep.onnx";
  MIEN_REQUIRE_FILE(file);
  const Network published = Network::from_file(file);
  const auto& heads = published.metadata().heads;
  const auto identity = std::ranges::find(heads, HeadKind::identity, &HeadSpec::kind);
  ASSERT_NE(identity, heads.end());

  const NetworkGraph graph = make_network("mobilenet-v1");
  ModelMetadata metadata = export_metadata(side, side);
  metadata.heads.erase(metadata.heads.begin());
  const NamedTensors tensors =
      tensors_of_published(graph, NetworkWeights(read_bytes(file), file.string()));
  const Network ours =
      Network::from_memory(export_onnx(graph, tensors, metadata), graph.architecture);

  const std::vector<std::int64_t> shape = {1, 3, side, side};
  std::vector<float> picture = uniform_values("picture", std::size_t{3} * side * side);
  for (float& value : picture) value *= 100;
  const auto output = static_cast<std::size_t>(identity - heads.begin());
  const std::vector<float> expected = published.run({shape, picture}).at(output).data;
  ASSERT_GT(std::ranges::max(expected), 0.1F);
  EXPECT_THAT(ours.run({shape, picture}).at(0).data,
              testing::Pointwise(testing::FloatNear(1e-4F), expected));
}

}  // namespace
}  // namespace mien::train
