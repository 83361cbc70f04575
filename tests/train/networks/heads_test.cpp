#include "train/networks/heads.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "mien/core/error.h"
#include "train/networks/networks.h"

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
  const NetworkGraph graph =
      attach_heads(make_network("resnet18", {.classes = 1000, .dropout = 0.5}),
                   std::vector<HeadLayout>{{"emotion", 8, 0}, {"age", 101, 256}});
  EXPECT_EQ(graph.logits, -1);
  EXPECT_EQ(graph.classes, 0);
  EXPECT_THAT(
      names_from(graph, graph.features + 1),
      testing::ElementsAre("heads.emotion.weight", "heads.emotion.bias", "heads.age.hidden.weight",
                           "heads.age.hidden.bias", "heads.age.weight", "heads.age.bias"));
  ASSERT_EQ(graph.heads.size(), 2U);
  const auto shapes = infer_shapes(graph, 64, 64);
  EXPECT_EQ(shapes.at(static_cast<std::size_t>(graph.heads[0].node)).channels, 8);
  EXPECT_EQ(shapes.at(static_cast<std::size_t>(graph.heads[1].node)).channels, 101);
  // One dropout serves all heads.
  const GraphOp& dropout = graph.nodes.at(static_cast<std::size_t>(graph.features) + 1);
  EXPECT_EQ(dropout.op, Op::dropout);
  EXPECT_EQ(dropout.rate, 0.5);
  EXPECT_EQ(count_parameters(graph),
            count_parameters(make_network("resnet18")) + 513 * 8 + 513 * 256 + 257 * 101);
}

TEST(Heads, ReplaceOlderHeads) {
  const std::vector<HeadLayout> first = {{"emotion", 8, 0}};
  const std::vector<HeadLayout> second = {{"gender", 1, 0}};
  const NetworkGraph graph = attach_heads(attach_heads(make_network("resnet18"), first), second);
  EXPECT_EQ(graph.heads.size(), 1U);
  EXPECT_THAT(names_from(graph, graph.features + 1),
              testing::ElementsAre("heads.gender.weight", "heads.gender.bias"));
}

TEST(Heads, OddLayoutsAreRefused) {
  const auto attach = [](std::vector<HeadLayout> heads) {
    return [heads] { (void)attach_heads(make_network("resnet18"), heads); };
  };
  EXPECT_THAT(attach({}), ThrowsMessage<Error>(HasSubstr("expected one or more, found none")));
  EXPECT_THAT(attach({{"", 8, 0}}), ThrowsMessage<Error>(HasSubstr("a name of its own")));
  EXPECT_THAT(attach({{"age", 8, 0}, {"age", 8, 0}}),
              ThrowsMessage<Error>(HasSubstr("found \"age\" 2 times")));
  EXPECT_THAT(attach({{"age", 0, 0}}), ThrowsMessage<Error>(HasSubstr("head \"age\": expected")));
  EXPECT_THAT(attach({{"age", 1, -1}}), ThrowsMessage<Error>(HasSubstr("found 1 and -1")));
}

}  // namespace
}  // namespace mien::train
