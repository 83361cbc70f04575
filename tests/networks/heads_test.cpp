#include "networks/heads.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "mien/core/error.h"
#include "networks/networks.h"

namespace mien::train {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

std::vector<std::string> names_from(const NetworkGraph& graph, int node) {
  std::vector<std::string> names;
  for (const Parameter& parameter : parameters_of(graph)) {
    if (parameter.node >= node) names.push_back(parameter.name);
  }
  return names;
}

TEST(Heads, TakeThePlaceOfTheClassifier) {
  const NetworkGraph graph = attach_heads(
      make_network("resnet18", {.classes = 1000, .dropout = 0.5}),
      std::vector<HiddenLayout>{{.name = "shared", .size = 256, .dropout = 0.2}},
      std::vector<HeadLayout>{{"emotion", 8}, {"age", 101, "shared"}, {"gender", 1, "shared"}});
  EXPECT_EQ(graph.logits, -1);
  EXPECT_EQ(graph.classes, 0);
  EXPECT_THAT(names_from(graph, graph.features + 1),
              testing::ElementsAre("heads.shared.weight", "heads.shared.bias",
                                   "heads.emotion.weight", "heads.emotion.bias", "heads.age.weight",
                                   "heads.age.bias", "heads.gender.weight", "heads.gender.bias"));
  ASSERT_EQ(graph.heads.size(), 3U);
  const auto shapes = infer_shapes(graph, 64, 64);
  EXPECT_EQ(shapes.at(static_cast<std::size_t>(graph.heads[0].node)).channels, 8);
  EXPECT_EQ(shapes.at(static_cast<std::size_t>(graph.heads[1].node)).channels, 101);
  // One dropout serves all heads.
  const GraphOp& dropout = graph.nodes.at(static_cast<std::size_t>(graph.features) + 1);
  EXPECT_EQ(dropout.op, Op::dropout);
  EXPECT_EQ(dropout.rate, 0.5);
  EXPECT_EQ(count_parameters(graph),
            count_parameters(make_network("resnet18")) + 513 * 8 + 513 * 256 + 257 * 102);
}

TEST(Heads, ReplaceOlderHeads) {
  const std::vector<HeadLayout> first = {{"emotion", 8}};
  const std::vector<HeadLayout> second = {{"gender", 1}};
  const NetworkGraph graph = attach_heads(attach_heads(make_network("resnet18"), first), second);
  EXPECT_EQ(graph.heads.size(), 1U);
  EXPECT_THAT(names_from(graph, graph.features + 1),
              testing::ElementsAre("heads.gender.weight", "heads.gender.bias"));
}

TEST(Heads, OddLayoutsAreRefused) {
  const auto attach = [](const std::vector<HeadLayout>& heads) {
    return [heads] { (void)attach_heads(make_network("resnet18"), heads); };
  };
  EXPECT_THAT(attach({}), ThrowsMessage<Error>(HasSubstr("expected one or more, found none")));
  EXPECT_THAT(attach({{"", 8}}), ThrowsMessage<Error>(HasSubstr("a name of its own")));
  EXPECT_THAT(attach({{"age", 8}, {"age", 8}}),
              ThrowsMessage<Error>(HasSubstr("found \"age\" twice")));
  EXPECT_THAT(attach({{"features", 8}}),
              ThrowsMessage<Error>(HasSubstr("found \"features\" twice")));
  EXPECT_THAT(attach({{"age", 0}}), ThrowsMessage<Error>(HasSubstr("layer \"age\": expected")));
  EXPECT_THAT(attach({{"age", 1, "nowhere"}}), ThrowsMessage<Error>(HasSubstr("\"nowhere\"")));
}

TEST(Heads, HiddenLayersFollowOneAnother) {
  const auto attach = [](const std::vector<HiddenLayout>& hidden) {
    return [hidden] {
      return attach_heads(make_network("resnet18"), hidden,
                          std::vector<HeadLayout>{{"age", 1, "second"}});
    };
  };
  const NetworkGraph graph =
      attach({{.name = "first", .size = 4}, {.name = "second", .from = "first", .size = 3}})();
  EXPECT_EQ(count_parameters(graph),
            count_parameters(make_network("resnet18")) + 513 * 4 + 5 * 3 + 4);
  const auto forwards =
      attach({{.name = "second", .from = "first", .size = 3}, {.name = "first", .size = 4}});
  EXPECT_THAT(forwards, ThrowsMessage<Error>(HasSubstr("found \"first\"")));
  EXPECT_THAT(attach({{.name = "second", .size = 0}}),
              ThrowsMessage<Error>(HasSubstr("layer \"second\": expected 1 output or more")));
}

}  // namespace
}  // namespace mien::train
