#include "learn/rbf_svm.h"

#include <gtest/gtest.h>

#include "mien/core/error.h"
#include "reference_data.h"

namespace mien {
namespace {

std::vector<double> all_decisions(const RbfSvm& svm, const FeatureMatrix& rows) {
  std::vector<double> all;
  for (std::size_t r = 0; r < rows.rows; ++r) {
    const std::vector<double> decisions = svm.pair_decisions(rows.row(r));
    all.insert(all.end(), decisions.begin(), decisions.end());
  }
  return all;
}

// Platt's estimates come from a random division into five parts, which differs from
// scikit-learn's; the tolerance is what another seed of scikit-learn changes.
constexpr double probability_tolerance = 0.08;

void expect_like(const char* name, const LabelledFeatures& rows, const RbfSvmOptions& options) {
  const RbfSvm svm(rows.features, rows.classes, options, 2);
  const auto& expected = reference().at(name);
  std::vector<double> decisions = all_decisions(svm, test_rows());
  if (svm.classes() == 2) {
    for (double& decision : decisions) decision = -decision;  // scikit-learn's sign for two classes
  }
  EXPECT_LT(greatest_difference(decisions, numbers_of(expected.at("decisions"))), 1e-4);
  const ClassPredictions predictions = svm.predict(test_rows(), 2);
  EXPECT_EQ(predictions.chosen, expected.at("chosen").get<std::vector<std::uint32_t>>());
  EXPECT_LT(
      greatest_difference(predictions.probabilities, numbers_of(expected.at("probabilities"))),
      probability_tolerance);
}

TEST(RbfSvm, IsScikitLearnsOnThreeClasses) {
  expect_like("rbf_svm", train_rows(), {.tolerance = 1e-6});
}

TEST(RbfSvm, IsScikitLearnsOnTwoClasses) {
  expect_like("rbf_svm_two", train_rows_of_two(), {.c = 3, .gamma = 0.05, .tolerance = 1e-6});
}

TEST(RbfSvm, IsScikitLearnsWithBalancedClasses) {
  expect_like("rbf_svm_balanced", unbalanced_rows(), {.tolerance = 1e-6, .balanced = true});
}

TEST(RbfSvm, WithoutEstimatesGivesSharesOfVotes) {
  const LabelledFeatures rows = train_rows();
  const RbfSvm svm(rows.features, rows.classes, {.probabilities = false}, 1);
  const ClassPredictions predictions = svm.predict(test_rows(), 1);
  for (std::size_t r = 0; r < predictions.chosen.size(); ++r) {
    double sum = 0;
    for (const double share : predictions.row(r)) {
      EXPECT_NEAR(share * 3, std::round(share * 3), 1e-9);
      sum += share;
    }
    EXPECT_NEAR(sum, 1, 1e-9);
    EXPECT_EQ(predictions.row(r)[predictions.chosen[r]],
              *std::ranges::max_element(predictions.row(r)));
  }
}

TEST(RbfSvm, IsTheSameForTheSameSeed) {
  const LabelledFeatures rows = train_rows();
  const RbfSvm first(rows.features, rows.classes, {.seed = 5}, 1);
  const RbfSvm two(rows.features, rows.classes, {.seed = 5}, 2);
  EXPECT_EQ(first.predict(test_rows(), 1).probabilities, two.predict(test_rows(), 2).probabilities);
}

TEST(RbfSvm, RefusesFeaturesOfOneValue) {
  const FeatureMatrix same{4, 2, std::vector<float>(8, 1.5F)};
  const std::vector<std::uint32_t> classes = {0, 1, 0, 1};
  EXPECT_THROW(RbfSvm(same, classes, {}, 1), Error);
}

}  // namespace
}  // namespace mien
