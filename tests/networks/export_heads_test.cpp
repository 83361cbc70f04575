#include "networks/export_heads.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "mien/core/error.h"
#include "mien/nn/network.h"
#include "models/embedded_metadata.h"
#include "models/float16.h"
#include "models/graph/join_heads.h"
#include "networks/graph_builder.h"
#include "networks/heads.h"
#include "resources.h"
#include "synthetic_tensors.h"

namespace mien::train {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

HeadSpec ethnicity_spec() {
  HeadSpec head;
  head.output = "ethnicity";
  head.attribute = "ethnicity";
  head.kind = HeadKind::classes;
  head.activation = Activation::softmax;
  head.labels = {"white", "black", "asian", "indian", "other"};
  return head;
}

HeadSpec age_spec() {
  HeadSpec head;
  head.output = "age";
  head.attribute = "age";
  head.kind = HeadKind::age;
  head.activation = Activation::softmax;
  return head;
}

/// Ethnicity on the features, and ages on a hidden layer.
NetworkGraph with_heads(NetworkGraph graph) {
  const std::vector<HiddenLayout> hidden = {{.name = "shared", .size = 7, .dropout = 0.5}};
  const std::vector<HeadLayout> heads = {{.name = "ethnicity", .outputs = 5},
                                         {.name = "age", .outputs = 100, .from = "shared"}};
  return attach_heads(std::move(graph), hidden, heads);
}

/// weight * x + bias in double precision, with weights as 16 bits keep them.
std::vector<double> linear(const NamedTensors& tensors, const std::string& layer,
                           const std::vector<double>& x) {
  const std::vector<float>& weight = tensors.at(layer + ".weight").values;
  std::vector<double> result;
  for (const float bias : tensors.at(layer + ".bias").values) {
    double sum = bias;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const float kept = weight[result.size() * x.size() + i];
      sum += x[i] * models::float_from_half(models::half_from_float(kept));
    }
    result.push_back(sum);
  }
  return result;
}

const std::vector<float>& output_of(const Network& network, const std::vector<Tensor>& outputs,
                                    const std::string& attribute) {
  const auto& heads = network.metadata().heads;
  const auto match = std::ranges::find(heads, attribute, &HeadSpec::attribute);
  return outputs.at(static_cast<std::size_t>(match - heads.begin())).data;
}

void expect_near(const std::vector<float>& actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    EXPECT_NEAR(actual[i], expected[i], 1e-5 * (1 + std::abs(expected[i]))) << i;
  }
}

TEST(ExportHeads, JoinThePapersNetwork) {
  const std::filesystem::path file = test_models() / "faceres-deep.onnx";
  MIEN_REQUIRE_FILE(file);
  const std::vector<std::byte> base = read_bytes(file);
  ModelMetadata metadata = models::embedded_metadata(base, "base");
  metadata.heads = {ethnicity_spec(), age_spec()};
  const NetworkGraph graph = with_heads(feature_network(1024));
  const NamedTensors tensors = synthetic_tensors(graph);
  const models::Bytes heads = export_heads(graph, tensors, metadata);
  EXPECT_LT(heads.size(), 100'000U);

  const Network alone = Network::from_memory(base, "base");
  const Network joined = Network::from_memory(
      models::join_heads({.name = "joined", .base = base, .heads = heads}), "joined");
  EXPECT_EQ(joined.metadata().task, "age, gender, identity, ethnicity");
  const std::vector<std::int64_t> shape = {1, 3, 224, 224};
  std::vector<float> picture = uniform_values("picture", std::size_t{3} * 224 * 224);
  for (float& value : picture) value *= 100;
  const std::vector<Tensor> before = alone.run({shape, picture});
  const std::vector<Tensor> after = joined.run({shape, picture});

  // What stays is the same to the bit.
  for (const char* kept : {"gender", "identity"}) {
    EXPECT_EQ(output_of(joined, after, kept), output_of(alone, before, kept)) << kept;
  }
  const std::vector<float>& identity = output_of(alone, before, "identity");
  ASSERT_GT(std::ranges::max(identity), 0.1F);
  const std::vector<double> features(identity.begin(), identity.end());
  expect_near(output_of(joined, after, "ethnicity"), linear(tensors, "heads.ethnicity", features));
  std::vector<double> shared = linear(tensors, "heads.shared", features);
  for (double& value : shared) value = std::max(value, 0.0);
  expect_near(output_of(joined, after, "age"), linear(tensors, "heads.age", shared));
}

ModelMetadata tiny_metadata(std::vector<HeadSpec> heads) {
  ModelMetadata metadata;
  metadata.id = "tiny";
  metadata.task = "test";
  metadata.licence = "CC0-1.0";
  metadata.data_terms = "no data";
  metadata.input.width = 4;
  metadata.input.height = 4;
  metadata.input.mean = {0, 0, 0};
  metadata.input.scale = {1, 1, 1};
  metadata.heads = std::move(heads);
  return metadata;
}

TEST(ExportHeads, OfAWholeNetworkAreThoseOfItsFeatures) {
  GraphBuilder g("tiny");
  const int x = g.convolution("conv", GraphBuilder::picture, {.out = 6, .kernel = 3});
  const int features_of_x = g.flatten(g.global_average_pool(x));
  const NetworkGraph whole = with_heads(std::move(g).finish(features_of_x, {.dropout = 0.2}));
  NetworkGraph features = feature_network(6);
  features.head_dropout = 0.2;
  const NetworkGraph alone = with_heads(std::move(features));
  const NamedTensors tensors = synthetic_tensors(whole);
  const ModelMetadata metadata = tiny_metadata({ethnicity_spec(), age_spec()});
  EXPECT_EQ(export_heads(whole, tensors, metadata), export_heads(alone, tensors, metadata));
}

TEST(ExportHeads, RefuseWhatDoesNotFit) {
  const NetworkGraph graph = with_heads(feature_network(3));
  NamedTensors tensors = synthetic_tensors(graph);
  HeadSpec identity;
  identity.output = "features";
  identity.attribute = "identity";
  identity.kind = HeadKind::identity;
  const auto exported = [&](const NetworkGraph& heads, const HeadSpec& spec) {
    return [&] { (void)export_heads(heads, tensors, tiny_metadata({spec})); };
  };
  EXPECT_THAT(exported(graph, identity), ThrowsMessage<Error>(HasSubstr("\"identity\"")));
  const NetworkGraph bare = feature_network(3);
  EXPECT_THAT(exported(bare, ethnicity_spec()), ThrowsMessage<Error>(HasSubstr("with heads")));
  HeadSpec short_one = ethnicity_spec();
  short_one.labels.pop_back();
  EXPECT_THAT(exported(graph, short_one), ThrowsMessage<Error>(HasSubstr("expected 4 outputs")));
  tensors.erase("heads.ethnicity.bias");
  const HeadSpec ethnicity = ethnicity_spec();
  EXPECT_THAT(exported(graph, ethnicity), ThrowsMessage<Error>(HasSubstr("heads.ethnicity.bias")));
  EXPECT_THAT([] { (void)feature_network(0); }, ThrowsMessage<Error>(HasSubstr("found 0")));
}

}  // namespace
}  // namespace mien::train
