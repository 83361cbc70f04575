#include "learn/linear_svc.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "reference_data.h"

namespace mien {
namespace {

std::vector<double> all_margins(const LinearSvc& svc, const FeatureMatrix& rows) {
  std::vector<double> all;
  for (std::size_t r = 0; r < rows.rows; ++r) {
    const std::vector<double> margins = svc.margins(rows.row(r));
    all.insert(all.end(), margins.begin(), margins.end());
  }
  return all;
}

// The solver stops within 1e-4 of the optimality conditions, on either side.
constexpr double margin_tolerance = 1e-3;

void expect_like(const char* name, const LabelledFeatures& rows, const LinearSvcOptions& options) {
  const LinearSvc svc(rows.features, rows.classes, options);
  const auto& expected = reference().at(name);
  EXPECT_LT(
      greatest_difference(all_margins(svc, test_rows()), numbers_of(expected.at("decisions"))),
      margin_tolerance);
  EXPECT_EQ(svc.predict(test_rows(), 2).chosen,
            expected.at("chosen").get<std::vector<std::uint32_t>>());
}

TEST(LinearSvc, IsScikitLearnsOnThreeClasses) {
  expect_like("linear_svc", train_rows(), {.c = 0.5});
}

TEST(LinearSvc, IsScikitLearnsOnTwoClasses) {
  expect_like("linear_svc_two", train_rows_of_two(), {.c = 0.5});
}

TEST(LinearSvc, IsScikitLearnsWithBalancedClasses) {
  expect_like("linear_svc_balanced", unbalanced_rows(), {.c = 0.5, .balanced = true});
}

TEST(LinearSvc, ProbabilitiesAreTheSoftmaxOfMargins) {
  const LabelledFeatures rows = train_rows_of_two();
  const LinearSvc svc(rows.features, rows.classes, {});
  const FeatureMatrix queries = test_rows();
  const ClassPredictions predictions = svc.predict(queries, 1);
  for (std::size_t r = 0; r < queries.rows; ++r) {
    const double margin = svc.margins(queries.row(r)).front();
    EXPECT_NEAR(predictions.row(r)[1], 1 / (1 + std::exp(-margin)), 1e-12);
    EXPECT_NEAR(predictions.row(r)[0] + predictions.row(r)[1], 1, 1e-12);
  }
}

TEST(LinearSvc, DecisionScoresAreTheMargins) {
  const LabelledFeatures three = train_rows();
  const LinearSvc svc(three.features, three.classes, {});
  EXPECT_EQ(svc.decision_scores(test_rows(), 2), all_margins(svc, test_rows()));
  const LabelledFeatures rows = train_rows_of_two();
  const LinearSvc two(rows.features, rows.classes, {});
  const std::vector<double> scores = two.decision_scores(test_rows(), 1);
  const std::vector<double> margins = all_margins(two, test_rows());
  ASSERT_EQ(scores.size(), 2 * margins.size());
  for (std::size_t r = 0; r < margins.size(); ++r) {
    EXPECT_EQ(scores[2 * r], -margins[r]);
    EXPECT_EQ(scores[2 * r + 1], margins[r]);
  }
}

TEST(LinearSvc, IsTheSameForTheSameSeed) {
  const LabelledFeatures rows = train_rows();
  const LinearSvc first(rows.features, rows.classes, {.seed = 3});
  const LinearSvc two(rows.features, rows.classes, {.seed = 3});
  EXPECT_EQ(all_margins(first, test_rows()), all_margins(two, test_rows()));
}

TEST(LinearSvc, DoesNotDependOnTheOrderOfClasses) {
  LabelledFeatures rows = train_rows();
  for (std::uint32_t& c : rows.classes) c = 2 - c;
  const LinearSvc turned(rows.features, rows.classes, {.c = 0.5});
  std::vector<std::uint32_t> chosen = turned.predict(test_rows(), 1).chosen;
  for (std::uint32_t& c : chosen) c = 2 - c;
  EXPECT_EQ(chosen, reference().at("linear_svc").at("chosen").get<std::vector<std::uint32_t>>());
}

}  // namespace
}  // namespace mien
