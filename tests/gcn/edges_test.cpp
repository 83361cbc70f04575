#include "gcn/edges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affectnet_graph.h"
#include "mien/core/error.h"

namespace mien::train {
namespace {

using testing::ElementsAre;
using testing::FloatEq;
using testing::Pointwise;

TEST(Edges, AreThoseOfThePublishedCodeForAffectNet) {
  EXPECT_THAT(adjacency_of(affectnet_correlations(), affectnet_groups()),
              Pointwise(FloatEq(), affectnet_adjacency()));
}

TEST(Edges, FollowTheOrderOfTheLabels) {
  // Arousal first, the others as before.
  const std::vector<double> before = affectnet_correlations();
  const std::vector<float> expected = affectnet_adjacency();
  const auto old = [](std::size_t i) { return i == 0 ? affectnet_nodes - 1 : i - 1; };
  std::vector<double> moved(before.size());
  for (std::size_t i = 0; i < affectnet_nodes; ++i) {
    for (std::size_t j = 0; j < affectnet_nodes; ++j) {
      moved[i * affectnet_nodes + j] = before[old(i) * affectnet_nodes + old(j)];
    }
  }
  const std::vector<int> groups = {-1, 0, 0, 0, 0, 0, 0, 0, -1};
  const std::vector<float> actual = adjacency_of(moved, groups);
  for (std::size_t i = 0; i < affectnet_nodes; ++i) {
    for (std::size_t j = 0; j < affectnet_nodes; ++j) {
      EXPECT_FLOAT_EQ(actual[i * affectnet_nodes + j], expected[old(i) * affectnet_nodes + old(j)]);
    }
  }
}

TEST(Edges, LeaveANodeWithoutNeighboursToItself) {
  const std::vector<double> correlations = {1, 0.5, 0.05, 0.5, 1, -0.05, 0.05, -0.05, 1};
  const std::vector<int> free = {-1, -1, -1};
  EXPECT_THAT(adjacency_of(correlations, free), ElementsAre(0.5F, 0.5F, 0, 0.5F, 0.5F, 0, 0, 0, 1));
  EXPECT_THAT(adjacency_of(correlations, free, {.rule = EdgeRule::none}),
              ElementsAre(1, 0, 0, 0, 1, 0, 0, 0, 1));
}

TEST(Edges, CanJoinAllLabelsAndWeighANodeItself) {
  const std::vector<double> correlations = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  const std::vector<int> classes = {0, 0, 0};
  EXPECT_THAT(adjacency_of(correlations, classes, {.rule = EdgeRule::all, .self_weight = 0.2}),
              Pointwise(FloatEq(),
                        std::vector<float>{0.2F, 0.4F, 0.4F, 0.4F, 0.2F, 0.4F, 0.4F, 0.4F, 0.2F}));
}

TEST(Edges, RefuseOtherSizesAndNumbers) {
  const std::vector<int> two = {-1, -1};
  EXPECT_THROW((void)adjacency_of(std::vector<double>{1, 0, 1}, two), Error);
  const std::vector<double> right = {1, 0, 0, 1};
  EXPECT_THROW((void)adjacency_of(right, two, {.threshold = 1.5}), Error);
  EXPECT_THROW((void)adjacency_of(right, two, {.self_weight = -0.1}), Error);
}

}  // namespace
}  // namespace mien::train
