#include <gtest/gtest.h>

#include "reference_data.h"

namespace mien {
namespace {

std::vector<double> doubles_of(const FeatureMatrix& matrix) {
  return {matrix.values.begin(), matrix.values.end()};
}

TEST(Steps, ScalingIsScikitLearns) {
  const FittedStep step = fit_step(StepKind::standard_scaling, train_rows().features);
  const auto& scaling = std::get<StandardScaling>(step);
  EXPECT_LT(greatest_difference(scaling.means, numbers_of(reference().at("means"))), 1e-9);
  EXPECT_LT(greatest_difference(scaling.deviations, numbers_of(reference().at("deviations"))),
            1e-9);
  EXPECT_LT(greatest_difference(doubles_of(apply_step(step, test_rows())),
                                numbers_of(reference().at("scaled"))),
            1e-6);
}

TEST(Steps, NormalisationIsScikitLearns) {
  const FittedStep step = fit_step(StepKind::l2, train_rows().features);
  EXPECT_LT(greatest_difference(doubles_of(apply_step(step, test_rows())),
                                numbers_of(reference().at("normalised"))),
            2e-7);
}

TEST(Steps, AColumnOfOneValueIsOnlyShifted) {
  const FeatureMatrix rows{3, 2, {0.1F, 1, 0.1F, 2, 0.1F, 3}};
  const FittedStep step = fit_step(StepKind::standard_scaling, rows);
  EXPECT_EQ(std::get<StandardScaling>(step).deviations[0], 1);
  EXPECT_NEAR(apply_step(step, rows).row(1)[0], 0, 1e-7);
}

TEST(Steps, ZerosStayZeros) {
  EXPECT_EQ(apply_step(RowNormalisation{}, {2, 2, {0, 0, 3, 4}}).values,
            (std::vector<float>{0, 0, 0.6F, 0.8F}));
}

}  // namespace
}  // namespace mien
