#include "weights/exported_weights.h"

#include <gmock/gmock.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "mien/nn/metadata.h"
#include "mien/nn/network.h"
#include "models/graph/onnx_file.h"
#include "networks/export_onnx.h"
#include "networks/heads.h"
#include "networks/networks.h"
#include "weights/expect_error.h"
#include "weights/random_tensors.h"

namespace mien::train {
namespace {

constexpr int side = 64;

NetworkGraph mobilenet() {
  const std::vector<HeadLayout> heads = {{"emotion", 3}};
  return attach_heads(make_network("mobilenet-v1", {}), heads);
}

/// Weights of a new network with batch norms that do something.
NamedTensors weights_of(const NetworkGraph& graph) {
  NamedTensors tensors;
  std::uint32_t seed = 1;
  for (const Parameter& parameter : parameters_of(graph)) {
    const auto count = static_cast<std::size_t>(parameter.size());
    float mean = 0;
    float spread = 0.1F;
    switch (parameter.kind) {
      case ParameterKind::norm_scale:
      case ParameterKind::running_var:
        mean = 1;
        spread = 0.3F;
        break;
      case ParameterKind::convolution_weight:
        spread = 2.0F / std::sqrt(static_cast<float>(parameter.fan_in));
        break;
      default:
        break;
    }
    tensors[parameter.name] = {parameter.shape, random_values(count, mean, spread, ++seed)};
  }
  return tensors;
}

ModelMetadata metadata() {
  ModelMetadata result;
  result.id = "exported";
  result.task = "emotion";
  result.licence = "none";
  result.data_terms = "none";
  result.input.width = side;
  result.input.height = side;
  result.input.mean = {0, 0, 0};
  result.input.scale = {1, 1, 1};
  HeadSpec head;
  head.output = "emotion";
  head.attribute = "emotion";
  head.kind = HeadKind::classes;
  head.activation = Activation::softmax;
  head.labels = {"neutral", "happiness", "anger"};
  result.heads = {head};
  return result;
}

BatchSource pictures() { return batches_of({random_tensor({8, 3, side, side}, 0, 1, 7)}); }

std::vector<float> answers(const models::Bytes& onnx) {
  const Network network = Network::from_memory(onnx, "exported");
  const Tensor pictures = random_tensor({4, 3, side, side}, 0, 1, 9);
  return network.run({pictures.shape, pictures.data}).at(0).data;
}

class ExportedWeights : public testing::TestWithParam<bool> {};

TEST_P(ExportedWeights, ComputeWhatTheFileDoes) {
  const NetworkGraph graph = mobilenet();
  const models::Bytes file =
      export_onnx(graph, weights_of(graph), metadata(), {.half_weights = GetParam()});
  const NamedTensors read = read_exported_weights(file, "exported", graph, pictures());
  for (const Parameter& parameter : parameters_of(graph)) {
    ASSERT_TRUE(read.contains(parameter.name)) << parameter.name;
    ASSERT_EQ(read.at(parameter.name).shape, parameter.shape) << parameter.name;
  }
  const std::vector<float> before = answers(file);
  const std::vector<float> after = answers(export_onnx(graph, read, metadata()));
  const float largest = *std::max_element(
      before.begin(), before.end(), [](float a, float b) { return std::abs(a) < std::abs(b); });
  EXPECT_THAT(after, testing::Pointwise(testing::FloatNear(2e-4F * std::abs(largest)), before));
}

INSTANTIATE_TEST_SUITE_P(Widths, ExportedWeights, testing::Bool());

// PyTorch gives the weights of a convolution into which it folds a batch norm a number for a name.
// Those that it leaves alone, since batch norms stand before them, keep theirs.
TEST(ExportedWeights, OfNumberedConvolutionsAreToldByTheirOrder) {
  const std::vector<HeadLayout> heads = {{"emotion", 3}};
  const NetworkGraph graph = attach_heads(make_network("densenet-121", {}), heads);
  const models::Bytes file = export_onnx(graph, weights_of(graph), metadata());
  onnx::ModelProto model = models::parse_onnx(file, "exported");
  std::map<std::string, std::string> numbers;
  for (onnx::NodeProto& node : *model.mutable_graph()->mutable_node()) {
    if (node.op_type() != "Conv" || node.input_size() != 3) continue;
    for (const int input : {1, 2}) {
      const std::string number = std::to_string(1000 + numbers.size());
      numbers.emplace(node.input(input), number);
      node.set_input(input, number);
    }
  }
  EXPECT_EQ(numbers.size(), 2U * (1 + 58));
  for (onnx::TensorProto& tensor : *model.mutable_graph()->mutable_initializer()) {
    const auto entry = numbers.find(tensor.name());
    if (entry != numbers.end()) tensor.set_name(entry->second);
  }
  const NamedTensors read =
      read_exported_weights(models::serialise_onnx(model), "numbered", graph, pictures());
  for (const Parameter& parameter : parameters_of(graph)) {
    ASSERT_TRUE(read.contains(parameter.name)) << parameter.name;
  }
  const std::vector<float> before = answers(file);
  const std::vector<float> after = answers(export_onnx(graph, read, metadata()));
  const float largest = *std::max_element(
      before.begin(), before.end(), [](float a, float b) { return std::abs(a) < std::abs(b); });
  EXPECT_THAT(after, testing::Pointwise(testing::FloatNear(2e-4F * std::abs(largest)), before));
}

TEST(ExportedWeights, KnowFoldedNorms) {
  const NetworkGraph graph = mobilenet();
  NamedTensors tensors = weights_of(graph);
  EXPECT_FALSE(has_folded_norms(tensors, graph));
  tensors.erase("conv1_bn.running_mean");
  tensors["conv1.bias"] = {{32}, std::vector<float>(32)};
  EXPECT_TRUE(has_folded_norms(tensors, graph));
}

}  // namespace
}  // namespace mien::train
