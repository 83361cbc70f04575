// The constants are those that Python's statistics module gives (pvariance, covariance,
// correlation).
#include "eval/agreement.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace mien::eval {
namespace {

constexpr double tolerance = 1e-12;

TEST(Agreement, IsThatOfTheStatisticsModule) {
  const std::vector<double> truth = {0.5, -0.25, 0.75, -0.5, 0};
  const std::vector<double> answers = {0.4, 0.1, 0.6, -0.7, -0.2};
  const Agreement result = agreement(truth, answers);
  EXPECT_NEAR(result.ccc, 0.8904428904428905, tolerance);
  EXPECT_NEAR(result.pcc, 0.8980308775702486, tolerance);
  EXPECT_NEAR(result.rmse, std::sqrt(0.047), tolerance);
  // 0 is neither positive nor negative.
  EXPECT_NEAR(result.sagr, 0.6, tolerance);
}

TEST(Agreement, OfEqualNumbersIsWhole) {
  const std::vector<double> truth = {0.5, -0.25, 0.75};
  const Agreement result = agreement(truth, truth);
  EXPECT_NEAR(result.ccc, 1, tolerance);
  EXPECT_NEAR(result.pcc, 1, tolerance);
  EXPECT_EQ(result.rmse, 0);
  EXPECT_EQ(result.sagr, 1);
}

TEST(Agreement, OfAShiftedAnswerHasFullCorrelationAndLessConcordance) {
  const Agreement result =
      agreement(std::vector<double>{0, 0.2, 0.4}, std::vector<double>{0.4, 0.6, 0.8});
  EXPECT_NEAR(result.pcc, 1, tolerance);
  // 2 * 0.08 / 3 over 2 * 0.08 / 3 + 0.4^2.
  EXPECT_NEAR(result.ccc, 0.25, tolerance);
}

TEST(Agreement, CountsSamplesAsOftenAsTheyWereDrawn) {
  const std::vector<double> truth = {0.5, -0.25, 0.75};
  const std::vector<double> answers = {0.4, 0.1, -0.3};
  const Agreement twice = agreement(truth, answers, std::vector<std::uint32_t>{2, 1, 0});
  const Agreement written =
      agreement(std::vector<double>{0.5, 0.5, -0.25}, std::vector<double>{0.4, 0.4, 0.1});
  EXPECT_NEAR(twice.ccc, written.ccc, tolerance);
  EXPECT_NEAR(twice.pcc, written.pcc, tolerance);
  EXPECT_NEAR(twice.rmse, written.rmse, tolerance);
  EXPECT_NEAR(twice.sagr, written.sagr, tolerance);
}

TEST(Agreement, OfAConstantAnswerHasNoCoefficients) {
  const Agreement result = agreement(std::vector<double>{-0.5, 0.5}, std::vector<double>{0.5, 0.5});
  EXPECT_EQ(result.ccc, 0);
  EXPECT_EQ(result.pcc, 0);
  EXPECT_EQ(agreement(std::vector<double>{0.5}, std::vector<double>{0.5}).ccc, 0);
}

}  // namespace
}  // namespace mien::eval
