#include "models/graph/join_heads.h"

#include <gmock/gmock.h>

#include "mien/nn/network.h"
#include "models/bytes_of.h"
#include "models/graph/onnx_file.h"
#include "models/tiny_join.h"

namespace mien::models {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

Bytes join(const Bytes& base, const Bytes& heads) {
  return join_heads({.name = "tiny", .base = base, .heads = heads});
}

// A picture of one colour, and another.
std::vector<float> two_pictures() {
  std::vector<float> values;
  for (const float channel : {0.25F, 0.5F, 1.0F, 1.0F, 0.0F, 0.5F}) {
    values.insert(values.end(), 16, channel);
  }
  return values;
}

std::string join_error(const Graph& heads, const ModelMetadata& metadata) {
  return message_of([&] { (void)join(tiny_base(), write_onnx(heads, format_metadata(metadata))); });
}

TEST(JoinHeads, ReplacesAndAddsHeads) {
  const Network network = Network::from_memory(join(tiny_base(), tiny_heads()), "joined");
  const std::vector<HeadSpec>& heads = network.metadata().heads;
  ASSERT_EQ(heads.size(), 4U);
  EXPECT_EQ(heads[0].labels.back(), "happiness");
  EXPECT_EQ(heads[1].attribute, "gender");
  EXPECT_EQ(heads[2].attribute, "identity");
  EXPECT_EQ(heads[3].attribute, "ethnicity");
  const std::vector<std::int64_t> shape = {2, 3, 4, 4};
  const std::vector<Tensor> outputs = network.run({shape, two_pictures()});
  EXPECT_THAT(outputs[0].data, ElementsAre(0.75F, 1.5F, 3, 3, 0, 1.5F));
  EXPECT_THAT(outputs[1].data, ElementsAre(-0.25F, -1));
  EXPECT_THAT(outputs[2].data, ElementsAre(0.25F, 0.5F, 1, 1, 0, 0.5F));
  EXPECT_THAT(outputs[3].data, ElementsAre(1, 2, 4, 0, 0, 4, 0, 2, 0, 0));
}

TEST(JoinHeads, LeavesOutWhatOnlyReplacedHeadsNeed) {
  const onnx::ModelProto joined = parse_onnx(join(tiny_base(), tiny_heads()), "joined");
  std::vector<std::string> weights;
  for (const auto& tensor : joined.graph().initializer()) weights.push_back(tensor.name());
  EXPECT_THAT(weights, testing::UnorderedElementsAre("gender_weight", "heads/emotion_weight/half",
                                                     "heads/ethnicity_weight/half"));
  std::vector<std::string> outputs;
  for (const auto& output : joined.graph().output()) outputs.push_back(output.name());
  EXPECT_THAT(outputs, ElementsAre("gender", "features", "emotion", "ethnicity"));
}

TEST(JoinHeads, GivesTheSameBytesEachTime) {
  EXPECT_EQ(join(tiny_base(), tiny_heads()), join(tiny_base(), tiny_heads()));
}

TEST(JoinHeads, MergesWhatTheTwoSayOfThemselves) {
  ModelMetadata base = tiny_base_metadata();
  base.scores = {{.metric = "emotion accuracy (%)",
                  .data = "d",
                  .samples = 1,
                  .value = 50,
                  .source = "measured",
                  .evidence = "e"},
                 {.metric = "gender accuracy (%)",
                  .data = "d",
                  .samples = 1,
                  .value = 90,
                  .source = "measured",
                  .evidence = "e"}};
  ModelMetadata heads = tiny_heads_metadata();
  heads.licence = "Apache-2.0 OR BSD-2-Clause";
  heads.scores = {base.scores[0]};
  heads.scores[0].value = 70;
  const ModelMetadata joined = joined_metadata(base, heads, "joined");
  EXPECT_EQ(joined.id, "tiny-joined");
  EXPECT_EQ(joined.task, "emotion, gender, identity, ethnicity");
  EXPECT_EQ(joined.licence, "MIT AND (Apache-2.0 OR BSD-2-Clause)");
  EXPECT_EQ(joined.data_terms,
            "The network and its heads for gender, identity: Terms of tiny-base. The heads for "
            "emotion, ethnicity: Terms of tiny-joined.");
  ASSERT_EQ(joined.scores.size(), 2U);
  EXPECT_EQ(joined.scores[0].value, 90);
  EXPECT_EQ(joined.scores[1].value, 70);
}

TEST(JoinHeads, TakesGivenMetadata) {
  ModelMetadata metadata = joined_metadata(tiny_base_metadata(), tiny_heads_metadata(), "joined");
  metadata.id = "another";
  metadata.heads.pop_back();
  const Bytes base = tiny_base();
  const Bytes heads = tiny_heads();
  const JoinRequest request{.name = "m", .base = base, .heads = heads, .metadata = &metadata};
  EXPECT_EQ(Network::from_memory(join_heads(request), "m").metadata().id, "another");
  metadata.heads[0].output = "nose";
  EXPECT_THAT(message_of([&] { (void)join_heads(request); }),
              AllOf(HasSubstr("nose"), HasSubstr("emotion")));
}

TEST(JoinHeads, RefusesHeadsThatDoNotFit) {
  ModelMetadata metadata = tiny_heads_metadata();
  metadata.crop.margin = 0.3F;
  EXPECT_THAT(join_error(tiny_heads_graph(), metadata), HasSubstr("input and crop of the base"));
  metadata = tiny_heads_metadata();
  metadata.input.colour = ColourOrder::bgr;
  EXPECT_THAT(join_error(tiny_heads_graph(), metadata), HasSubstr("input and crop of the base"));
  metadata = tiny_heads_metadata();
  metadata.heads[0].kind = HeadKind::identity;
  metadata.heads[0].labels.clear();
  EXPECT_THAT(join_error(tiny_heads_graph(), metadata), HasSubstr("of another kind"));
  Graph graph = tiny_heads_graph();
  graph.input.shape = {-1, 4};
  for (auto& [name, weight] : graph.constants) {
    weight.shape[0] = 4;
    weight.floats(name).resize(static_cast<std::size_t>(4 * weight.shape[1]));
  }
  EXPECT_THAT(join_error(graph, tiny_heads_metadata()), HasSubstr("3, found 4"));
  graph = tiny_heads_graph();
  graph.nodes[1].output = graph.nodes[2].inputs[0] = graph.nodes[2].inputs[1] = "x";
  graph.nodes[2].output = graph.outputs[1].name = "pooled";
  metadata = tiny_heads_metadata();
  metadata.heads[1].output = "pooled";
  EXPECT_THAT(join_error(graph, metadata), HasSubstr("found \"pooled\""));
}

TEST(JoinHeads, RefusesABaseWithoutFeatures) {
  ModelMetadata metadata = tiny_base_metadata();
  metadata.heads.pop_back();
  const Bytes base = write_onnx(tiny_base_graph(), format_metadata(metadata));
  EXPECT_THAT(message_of([&] { (void)join(base, tiny_heads()); }), HasSubstr("kind identity"));
}

TEST(JoinHeads, RefusesFilesThatAreNoModels) {
  EXPECT_THAT(message_of([] { (void)join(tiny_base(), bytes_of("text")); }),
              HasSubstr("tiny: heads"));
  EXPECT_THAT(message_of([] { (void)join({}, tiny_heads()); }), HasSubstr("tiny: base"));
  EXPECT_THAT(message_of([] { (void)join(tiny_base(), write_onnx(tiny_heads_graph(), "")); }),
              HasSubstr("metadata, found none"));
  onnx::ModelProto other = parse_onnx(tiny_heads(), "heads");
  other.mutable_opset_import(0)->set_version(14);
  EXPECT_THAT(message_of([&] { (void)join(tiny_base(), serialise_onnx(other)); }),
              HasSubstr("found 13 and 14"));
}

}  // namespace
}  // namespace mien::models
