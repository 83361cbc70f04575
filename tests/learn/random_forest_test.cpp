#include "learn/random_forest.h"

#include <gtest/gtest.h>

#include <cmath>

#include "reference_data.h"

namespace mien {
namespace {

void expect_like(const char* name, const RandomForestOptions& options) {
  const LabelledFeatures rows = train_rows();
  const RandomForest forest(rows.features, rows.classes, options, 2);
  const auto& expected = reference().at(name);
  const ClassPredictions predictions = forest.predict(test_rows(), 2);

  // The reference is the mean of ten forests of 1,000 trees. Our forest of 1,000 may differ from it
  // by the chance of its draws: a share has a deviation of sqrt(0.25 / 1000) = 0.016 at most.
  const std::vector<double> shares = numbers_of(expected.at("probabilities"));
  ASSERT_EQ(predictions.probabilities.size(), shares.size());
  double sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i)
    sum += std::abs(predictions.probabilities[i] - shares[i]);
  EXPECT_LT(sum / static_cast<double>(shares.size()), 0.012);
  EXPECT_LT(greatest_difference(predictions.probabilities, shares), 0.065);

  const auto truth = reference().at("test_classes").get<std::vector<std::uint32_t>>();
  double right = 0;
  for (std::size_t r = 0; r < truth.size(); ++r) right += predictions.chosen[r] == truth[r] ? 1 : 0;
  const std::vector<double> accuracies = numbers_of(expected.at("accuracies"));
  EXPECT_GE(right / 40, *std::ranges::min_element(accuracies) - 0.051);
  EXPECT_LE(right / 40, *std::ranges::max_element(accuracies) + 0.051);

  double nodes = 0;
  for (const DecisionTree& tree : forest.trees()) nodes += static_cast<double>(tree.nodes.size());
  EXPECT_NEAR(nodes / 1000, expected.at("nodes").get<double>(), 0.5);
}

TEST(RandomForest, GivesScikitLearnsProbabilities) { expect_like("forest", {.seed = 1}); }

TEST(RandomForest, GivesScikitLearnsProbabilitiesOfShallowTrees) {
  expect_like("forest_depth_3", {.depth = 3, .seed = 2});
}

TEST(RandomForest, DoesNotDependOnTheNumberOfThreads) {
  const LabelledFeatures rows = train_rows();
  const RandomForestOptions options{.trees = 30, .seed = 7};
  const RandomForest first(rows.features, rows.classes, options, 1);
  const RandomForest three(rows.features, rows.classes, options, 3);
  EXPECT_EQ(first.predict(test_rows(), 1).probabilities,
            three.predict(test_rows(), 3).probabilities);
  const RandomForest other(rows.features, rows.classes, {.trees = 30, .seed = 8}, 1);
  EXPECT_NE(first.predict(test_rows(), 1).probabilities,
            other.predict(test_rows(), 1).probabilities);
}

TEST(RandomForest, SplitsOnTheOneFeatureThatTells) {
  FeatureMatrix rows{20, 5, std::vector<float>(100, 3.0F)};  // four constant features
  std::vector<std::uint32_t> classes;
  for (std::size_t r = 0; r < 20; ++r) {
    classes.push_back(r < 10 ? 0 : 1);
    rows.row(r)[3] = r < 10 ? 1.0F : 2.0F;
  }
  const RandomForest forest(rows, classes, {.trees = 20, .features_a_split = 1}, 1);
  for (const DecisionTree& tree : forest.trees()) {
    if (tree.nodes.size() == 1) continue;  // a bootstrap sample of one class
    ASSERT_EQ(tree.nodes.size(), 3U);
    EXPECT_EQ(tree.nodes[0].feature, 3U);
    EXPECT_EQ(tree.nodes[0].threshold, 1.5F);
    EXPECT_EQ(tree.nodes[0].next, 2U);
  }
}

TEST(RandomForest, ConstantFeaturesGiveALeaf) {
  const FeatureMatrix rows{6, 2, std::vector<float>(12, 1.0F)};
  const std::vector<std::uint32_t> classes = {0, 1, 0, 1, 0, 1};
  const RandomForest forest(rows, classes, {.trees = 5}, 1);
  for (const DecisionTree& tree : forest.trees()) EXPECT_EQ(tree.nodes.size(), 1U);
}

}  // namespace
}  // namespace mien
