// The constants are those that Python's statistics module gives (pvariance, covariance,
// correlation).
#include <gtest/gtest.h>

#include <limits>

#include "train/finite_differences.h"
#include "train/losses/loss.h"

namespace mien::train {
namespace {

constexpr double tolerance = 1e-9;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double valence_ccc = 0.8904428904428905;
constexpr double arousal_ccc = 0.8045977011494254;
constexpr double valence_mse = 0.047;
constexpr double arousal_mse = 0.06375;

torch::Tensor answers() { return matrix(2, {0.4, -0.1, 0.1, 0.3, 0.6, 0.9, -0.7, 0.2, -0.2, 0.8}); }

// The third picture has no arousal.
torch::Tensor targets() {
  return matrix(2, {0.5, -0.5, -0.25, 0.25, 0.75, unknown, -0.5, 0.5, 0, 0.75});
}

torch::Tensor loss_of(const torch::Tensor& x, const AffectLossOptions& options) {
  const LossSum loss = affect_loss(x, targets(), options);
  return loss.sum / loss.weight;
}

TEST(Concordance, IsLinsCoefficientOfThePicturesThatHaveATarget) {
  const torch::Tensor ccc = concordance(answers(), targets());
  EXPECT_NEAR(ccc[0].item<double>(), valence_ccc, tolerance);
  EXPECT_NEAR(ccc[1].item<double>(), arousal_ccc, tolerance);
}

TEST(Concordance, IsOneForEqualAnswersAndNothingForConstantOnes) {
  const torch::Tensor truth = matrix(1, {0.5, -0.25, 0.75});
  EXPECT_NEAR(concordance(truth, truth).item<double>(), 1, tolerance);
  EXPECT_NEAR(concordance(torch::full_like(truth, 0.2), truth).item<double>(), 0, tolerance);
}

TEST(Concordance, AsPublishedIsLessThanOneForEqualAnswers) {
  // c = 0.25, variances over n - 1 are 0.5 each.
  const torch::Tensor two = matrix(1, {0, 1});
  EXPECT_NEAR(concordance(two, two, true).item<double>(), 0.5, tolerance);
  EXPECT_NEAR(concordance(two, two).item<double>(), 1, tolerance);
  const torch::Tensor many = torch::linspace(-1, 1, 35, torch::kDouble).unsqueeze(1);
  EXPECT_NEAR(concordance(many, many, true).item<double>(), 34.0 / 35, tolerance);
}

TEST(AffectLoss, WeighsConcordanceAndSquaredError) {
  const double apart = (5 * (1 - valence_ccc) + 4 * (1 - arousal_ccc)) / 9;
  const double square = (5 * valence_mse + 4 * arousal_mse) / 9;
  EXPECT_NEAR(loss_of(answers(), {.ccc_weight = 1, .mse_weight = 0, .ccc_least = 2}).item<double>(),
              apart, tolerance);
  EXPECT_NEAR(loss_of(answers(), {.ccc_weight = 0, .mse_weight = 1, .ccc_least = 2}).item<double>(),
              square, tolerance);
  EXPECT_NEAR(loss_of(answers(), {.ccc_weight = 2, .mse_weight = 3, .ccc_least = 2}).item<double>(),
              2 * apart + 3 * square, tolerance);
  EXPECT_EQ(affect_loss(answers(), targets()).weight.item<double>(), 4.5);
}

TEST(AffectLoss, LeavesConcordanceOutWhereTooFewAreLabelled) {
  const double square = (5 * valence_mse + 4 * arousal_mse) / 9;
  const double valence = 5 * (1 - valence_ccc) / 9;
  EXPECT_NEAR(loss_of(answers(), {.ccc_least = 5}).item<double>(), valence + square, tolerance);
  EXPECT_NEAR(loss_of(answers(), {.ccc_least = 6}).item<double>(), square, tolerance);
}

TEST(AffectLoss, OfThePublishedConcordanceHasTheRightGradient) {
  const torch::Tensor x = answers();
  const AffectLossOptions options{.mse_weight = 0, .ccc_least = 2, .published_ccc = true};
  EXPECT_GT(loss_of(x, options).item<double>(),
            loss_of(x, {.mse_weight = 0, .ccc_least = 2}).item<double>());
  EXPECT_LT(gradient_error(
                x, [&] { return loss_of(x, options); }, 1e-6),
            1e-7);
}

TEST(AffectLoss, HasTheRightGradient) {
  const torch::Tensor x = answers();
  const AffectLossOptions options{.ccc_weight = 0.7, .mse_weight = 1.3, .ccc_least = 2};
  EXPECT_LT(gradient_error(
                x, [&] { return loss_of(x, options); }, 1e-6),
            1e-7);
  // What is not labelled is not taught.
  EXPECT_EQ(x.grad()[2][1].item<double>(), 0);
}

TEST(AffectLoss, IsNothingWithoutLabels) {
  const torch::Tensor x = answers().set_requires_grad(true);
  const LossSum loss = affect_loss(x, torch::full({5, 2}, unknown), {.ccc_least = 2});
  EXPECT_EQ(loss.sum.item<double>(), 0);
  EXPECT_EQ(loss.weight.item<double>(), 0);
  loss.sum.backward();
  EXPECT_EQ(x.grad().abs().max().item<double>(), 0);
}

TEST(AffectLoss, StaysFiniteWhereNothingVaries) {
  const torch::Tensor same = torch::full({9, 2}, 0.3).set_requires_grad(true);
  const LossSum loss = affect_loss(same, torch::full({9, 2}, 0.3));
  loss.sum.backward();
  EXPECT_TRUE(loss.sum.isfinite().item<bool>());
  EXPECT_TRUE(same.grad().isfinite().all().item<bool>());
}

}  // namespace
}  // namespace mien::train
