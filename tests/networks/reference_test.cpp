// Compares exported networks with what reference/make_references.py computed in PyTorch.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "export_metadata.h"
#include "mien/nn/network.h"
#include "models/float16.h"
#include "models/graph/onnx_writer.h"
#include "networks/export_onnx.h"
#include "networks/networks.h"
#include "resources.h"
#include "synthetic_tensors.h"

namespace mien::train {
namespace {

// Share of the largest value. PyTorch in single precision is up to 1.1e-5 apart from its double.
constexpr double tolerance = 5e-5;

std::vector<float> reference(const std::string& name) {
  const std::vector<std::byte> bytes = read_bytes(test_data("networks/" + name + ".f32"));
  std::vector<float> values(bytes.size() / sizeof(float));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

/// The largest difference, as a share of the largest reference.
double difference(const std::vector<float>& actual, const std::vector<float>& expected) {
  if (actual.size() != expected.size() || actual.empty()) return INFINITY;
  double most = 0;
  double largest = 0;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    const double apart = std::abs(static_cast<double>(actual[i]) - expected[i]);
    if (!(apart <= most)) most = apart;
    largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
  }
  return most / largest;
}

struct Answers {
  std::vector<float> logits;
  std::vector<float> features;
};

Answers run(const Network& network, std::span<const float> pictures) {
  const InputSpec& input = network.metadata().input;
  const std::int64_t each = std::int64_t{3} * input.height * input.width;
  const std::vector<std::int64_t> shape = {static_cast<std::int64_t>(pictures.size()) / each, 3,
                                           input.height, input.width};
  std::vector<Tensor> outputs = network.run({shape, pictures});
  return {std::move(outputs.at(0).data), std::move(outputs.at(1).data)};
}

ModelMetadata metadata_of(const std::string& architecture) {
  const Extent size = synthetic_size(architecture);
  return export_metadata(size.width, size.height);
}

class Exported : public testing::TestWithParam<std::string> {
 protected:
  static models::Bytes file(const ExportOptions& options = {}) {
    const NetworkGraph graph = make_network(GetParam(), {.classes = 8});
    return export_onnx(graph, synthetic_tensors(graph), metadata_of(GetParam()), options);
  }

  static std::vector<float> pictures() { return synthetic_pictures(synthetic_size(GetParam())); }

  static Network load(const models::Bytes& bytes) {
    return Network::from_memory(bytes, GetParam());
  }
};

TEST_P(Exported, EqualsPyTorch) {
  const Answers actual = run(load(file()), pictures());
  EXPECT_LT(difference(actual.features, reference(GetParam() + ".features")), tolerance);
  EXPECT_LT(difference(actual.logits, reference(GetParam() + ".logits")), tolerance);
}

constexpr auto without_dashes = [](const auto& info) {
  std::string name = info.param;
  std::erase(name, '-');
  return name;
};

INSTANTIATE_TEST_SUITE_P(PyTorch, Exported,
                         testing::Values("mobilenet-v1", "breg-next-50", "densenet-121",
                                         "efficientnet-b0", "rexnet-150", "resnet18",
                                         "inception-v3", "inception-resnet-v1", "senet50",
                                         "nfnet-f0"),
                         without_dashes);

/// The smaller networks, in more ways.
class ExportedOtherwise : public Exported {};

TEST_P(ExportedOtherwise, UnfoldedBatchNormGivesTheSame) {
  const Answers actual = run(load(file({.fold_batch_norm = false})), pictures());
  EXPECT_LT(difference(actual.features, reference(GetParam() + ".features")), tolerance);
  EXPECT_LT(difference(actual.logits, reference(GetParam() + ".logits")), tolerance);
}

TEST_P(ExportedOtherwise, UnpaddedChannelsGiveTheSame) {
  const Answers actual = run(load(file({.channel_multiple = 1})), pictures());
  EXPECT_LT(difference(actual.features, reference(GetParam() + ".features")), tolerance);
  EXPECT_LT(difference(actual.logits, reference(GetParam() + ".logits")), tolerance);
}

TEST_P(ExportedOtherwise, TakesAnyBatch) {
  const Network network = load(file());
  const std::vector<float> pictures = Exported::pictures();
  const Answers both = run(network, pictures);
  const std::span<const float> second = std::span(pictures).subspan(pictures.size() / 2);
  const Answers single = run(network, second);
  const auto half = static_cast<std::ptrdiff_t>(both.features.size() / 2);
  EXPECT_LT(difference(single.features, {both.features.begin() + half, both.features.end()}), 1e-6);
  EXPECT_GT(difference(single.features, {both.features.begin(), both.features.begin() + half}),
            1e-2);
}

TEST_P(ExportedOtherwise, HalfWeightsTakeHalfTheFile) {
  const models::Bytes half = file({.half_weights = true});
  EXPECT_LT(static_cast<double>(half.size()), 0.55 * static_cast<double>(file().size()));

  // Nothing but the rounding of the weights differs.
  const NetworkGraph graph = make_network(GetParam(), {.classes = 8});
  const ModelMetadata metadata = metadata_of(GetParam());
  models::Graph rounded = onnx_graph(graph, synthetic_tensors(graph), metadata);
  for (auto& [name, constant] : rounded.constants) {
    if (constant.shape.size() < 2) continue;
    for (float& value : constant.floats(name)) {
      value = models::float_from_half(models::half_from_float(value));
    }
  }
  const Answers expected =
      run(load(models::write_onnx(rounded, format_metadata(metadata))), pictures());
  const Answers actual = run(load(half), pictures());
  EXPECT_EQ(actual.features, expected.features);
  EXPECT_EQ(actual.logits, expected.logits);

  // A weight is off by 2^-11 of its size at most. RexNet with random weights multiplies it by 40;
  // the others stay below 3e-3.
  EXPECT_LT(difference(actual.features, reference(GetParam() + ".features")), 3e-2);
  EXPECT_LT(difference(actual.logits, reference(GetParam() + ".logits")), 3e-2);
}

INSTANTIATE_TEST_SUITE_P(PyTorch, ExportedOtherwise,
                         testing::Values("mobilenet-v1", "efficientnet-b0", "rexnet-150",
                                         "resnet18", "inception-resnet-v1"),
                         without_dashes);

// Half a gigabyte of weights: once, and no more copies at a time than needed.
TEST(ExportedVgg16, EqualsPyTorch) {
  const std::string name = "vgg16";
  const ModelMetadata metadata = metadata_of(name);
  models::Bytes file;
  {
    const NetworkGraph graph = make_network(name, {.classes = 8});
    const models::Graph onnx = onnx_graph(graph, synthetic_tensors(graph), metadata);
    file = models::write_onnx(onnx, format_metadata(metadata));
  }
  const Network network = Network::from_memory(file, name);
  file = {};
  const Answers actual = run(network, synthetic_pictures(synthetic_size(name)));
  EXPECT_LT(difference(actual.features, reference(name + ".features")), tolerance);
  EXPECT_LT(difference(actual.logits, reference(name + ".logits")), tolerance);
}

}  // namespace
}  // namespace mien::train
