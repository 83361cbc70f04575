// The interpreter against what networks/reference/make_references.py computed in PyTorch, and
// against its own export on another engine.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "mien/nn/network.h"
#include "networks/export_metadata.h"
#include "networks/export_onnx.h"
#include "networks/networks.h"
#include "resources.h"
#include "tiny_network.h"
#include "train/run/bfloat16_support.h"

namespace mien::train {
namespace {

torch::Tensor reference(const std::string& name) {
  const std::vector<std::byte> bytes = read_bytes(test_data("networks/" + name + ".f32"));
  torch::Tensor result = torch::empty({2, static_cast<std::int64_t>(bytes.size() / 8)});
  std::memcpy(result.data_ptr(), bytes.data(), bytes.size());
  return result;
}

/// The greatest difference as a share of the largest value.
double difference(const torch::Tensor& actual, const torch::Tensor& expected) {
  return apart(actual, expected) / expected.abs().max().item<double>();
}

class ReferenceNetwork : public testing::TestWithParam<std::string> {
 protected:
  [[nodiscard]] std::vector<torch::Tensor> run(const Pass& pass = {}) const {
    const std::vector<int> nodes = {network_.graph().features, network_.graph().logits};
    return network_.forward(pictures_, nodes, pass, generator());
  }

  static TrainableNetwork make() {
    NetworkGraph graph = make_network(GetParam(), {.classes = 8});
    const NamedTensors tensors = synthetic_tensors(graph);
    return {std::move(graph), tensors};
  }

  /// Whether it is a bias that a batch norm takes away again.
  [[nodiscard]] bool absorbed(const Parameter& parameter) const {
    const auto takes = [&](const GraphOp& node) {
      return node.op == Op::batch_norm && node.inputs.front() == parameter.node;
    };
    const auto& nodes = network_.graph().nodes;
    return parameter.kind == ParameterKind::bias && std::any_of(nodes.begin(), nodes.end(), takes);
  }

  TrainableNetwork network_ = make();
  Extent size_ = synthetic_size(GetParam());
  torch::Tensor pictures_ = uniform("picture", {2, 3, size_.height, size_.width})
                                .contiguous(at::MemoryFormat::ChannelsLast);
};

class SmallNetwork : public ReferenceNetwork {};

TEST_P(ReferenceNetwork, EqualsPyTorch) {
  const auto actual = run();
  EXPECT_LT(difference(actual[0], reference(GetParam() + ".features")), 1e-4);
  EXPECT_LT(difference(actual[1], reference(GetParam() + ".logits")), 1e-4);
}

TEST_P(SmallNetwork, EqualsItsExport) {
  const Network exported = Network::from_memory(
      export_onnx(network_.graph(), network_.weights(), export_metadata(size_.width, size_.height)),
      GetParam());
  const std::vector<std::int64_t> shape = {2, 3, size_.height, size_.width};
  const std::vector<float> pixels = synthetic_pictures(size_);
  const std::vector<Tensor> outputs = exported.run({shape, pixels});
  const auto actual = run();
  const auto tensor = [](const Tensor& source) {
    return torch::tensor(source.data).reshape({2, -1});
  };
  EXPECT_LT(difference(actual[1], tensor(outputs.at(0))), 1e-4);
  EXPECT_LT(difference(actual[0], tensor(outputs.at(1))), 1e-4);
}

TEST_P(SmallNetwork, IsCoarserInBfloat16) {
  if (!has_bfloat16()) GTEST_SKIP() << "absent: bfloat16 instructions";
  const auto actual = run({.bfloat16 = true});
  EXPECT_EQ(actual[0].scalar_type(), torch::kFloat);
  const torch::Tensor expected = reference(GetParam() + ".features");
  // Each of some 20 to 80 layers rounds to 8 bits, which RexNet with random weights multiplies
  // most.
  const bool coarsest = GetParam() == "rexnet-150";
  EXPECT_LT(difference(actual[0], expected), coarsest ? 0.4 : 0.2);
  EXPECT_GT(at::cosine_similarity(actual[0], expected, 1).min().item<double>(),
            coarsest ? 0.97 : 0.99);
}

TEST_P(ReferenceNetwork, PassesGradientsToEveryParameter) {
  train_all(network_);
  // Two samples normalised to -1 and 1 would pass next to nothing on.
  pictures_ =
      uniform("more", {4, 3, size_.height, size_.width}).contiguous(at::MemoryFormat::ChannelsLast);
  for (const bool bfloat16 : {false, true}) {
    if (bfloat16 && (!has_bfloat16() || GetParam() == "vgg16")) continue;  // once is long enough
    run({.training = true, .bfloat16 = bfloat16})[1].square().sum().backward();
    for (std::size_t i = 0; i < network_.parameters().size(); ++i) {
      if (!network_.parameters()[i].trainable) continue;
      const torch::Tensor& gradient = network_.tensors()[i].grad();
      ASSERT_TRUE(gradient.defined()) << network_.parameters()[i].name;
      const auto length = gradient.norm().item<double>();
      EXPECT_TRUE(std::isfinite(length)) << network_.parameters()[i].name;
      if (!absorbed(network_.parameters()[i])) {
        EXPECT_GT(length, 0) << network_.parameters()[i].name;
      }
      network_.tensors()[i].mutable_grad() = torch::Tensor();
    }
  }
}

constexpr auto without_dashes = [](const auto& info) {
  std::string name = info.param;
  std::erase(name, '-');
  return name;
};

INSTANTIATE_TEST_SUITE_P(PyTorch, ReferenceNetwork,
                         testing::Values("mobilenet-v1", "breg-next-50", "densenet-121",
                                         "efficientnet-b0", "rexnet-150", "resnet18",
                                         "inception-v3", "inception-resnet-v1", "senet50",
                                         "nfnet-f0", "vgg16"),
                         without_dashes);

INSTANTIATE_TEST_SUITE_P(PyTorch, SmallNetwork,
                         testing::Values("mobilenet-v1", "efficientnet-b0", "rexnet-150",
                                         "resnet18"),
                         without_dashes);

}  // namespace
}  // namespace mien::train
