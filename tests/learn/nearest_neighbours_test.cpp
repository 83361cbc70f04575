#include "learn/nearest_neighbours.h"

#include <gtest/gtest.h>

#include "mien/core/error.h"
#include "reference_data.h"

namespace mien {
namespace {

void expect_like(const char* name, const NearestNeighboursOptions& options) {
  const LabelledFeatures rows = train_rows();
  const NearestNeighbours neighbours(rows.features, rows.classes, options);
  const ClassPredictions predictions = neighbours.predict(test_rows(), 2);
  const auto& expected = reference().at(name);
  EXPECT_EQ(predictions.chosen, expected.at("chosen").get<std::vector<std::uint32_t>>());
  EXPECT_LT(
      greatest_difference(predictions.probabilities, numbers_of(expected.at("probabilities"))),
      1e-6);
}

TEST(NearestNeighbours, AreScikitLearns) { expect_like("neighbours", {.neighbours = 5}); }

TEST(NearestNeighbours, AreScikitLearnsByDistance) {
  expect_like("neighbours_distance", {.neighbours = 7, .by_distance = true});
}

TEST(NearestNeighbours, AreScikitLearnsByAngle) {
  expect_like("neighbours_cosine", {.neighbours = 4, .metric = DistanceMetric::cosine});
}

TEST(NearestNeighbours, ARowAtNoDistanceDecidesAlone) {
  const FeatureMatrix rows{3, 1, {0, 1, 1.5F}};
  const std::vector<std::uint32_t> classes = {0, 1, 1};
  const NearestNeighbours neighbours(rows, classes, {.neighbours = 3, .by_distance = true});
  const ClassPredictions predictions = neighbours.predict({1, 1, {0}}, 1);
  EXPECT_EQ(predictions.probabilities, (std::vector<double>{1, 0}));
}

TEST(NearestNeighbours, ZerosAreAtDistanceOneFromEverything) {
  const FeatureMatrix rows{3, 2, {1, 0, 0, 0, -1, 0}};
  const std::vector<std::uint32_t> classes = {0, 1, 2};
  const NearestNeighbours neighbours(rows, classes,
                                     {.neighbours = 1, .metric = DistanceMetric::cosine});
  EXPECT_EQ(neighbours.predict({2, 2, {0, 0, 2, 0}}, 1).chosen, (std::vector<std::uint32_t>{0, 0}));
}

TEST(NearestNeighbours, RefusesMoreNeighboursThanRows) {
  const std::vector<std::uint32_t> classes = {0, 1};
  EXPECT_THROW(NearestNeighbours({2, 1, {0, 1}}, classes, {.neighbours = 3}), Error);
}

}  // namespace
}  // namespace mien
