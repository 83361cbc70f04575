// The constants are sums of softmax values that PyTorch 1.13 gives in double precision.
#include <gtest/gtest.h>

#include "train/finite_differences.h"
#include "train/losses/loss.h"

namespace mien::train {
namespace {

constexpr double tolerance = 1e-6;
constexpr double exact_loss = 0.9309522719794654;      // of the first picture, for age 1
constexpr double exact_expected = 1.7373536706472867;  // years
constexpr double interval_loss = 1.3237692762714612;   // of the second, for ages 1 to 3
constexpr double interval_expected = 2.771266439447111;

torch::Tensor logits() {
  return matrix(5, {0.2, 1.0, -0.5, 0.3, 0.0, 1.0, -1.0, 0.5, 0.5, 2.0, 3.0, 2.0, 1.0, 0.0, -1.0});
}

// The third picture is not labelled.
torch::Tensor targets() { return matrix(5, {0, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0}); }

TEST(AgeLoss, IsMinusTheLogarithmOfThePossibleAges) {
  const LossSum loss = age_loss(logits(), targets(), 0);
  EXPECT_NEAR(loss.sum.item<double>(), exact_loss + interval_loss, tolerance);
  EXPECT_EQ(loss.weight.item<double>(), 2);
}

TEST(AgeLoss, AddsTheDistanceOfTheExpectedAge) {
  // The second one's expected age lies in its interval.
  const double expected = exact_loss + interval_loss + 0.5 * (exact_expected - 1);
  EXPECT_NEAR(age_loss(logits(), targets(), 0.5F).sum.item<double>(), expected, tolerance);
  // Above and below an interval it is the distance to the nearer end.
  const torch::Tensor above = matrix(5, {1, 1, 0, 0, 0});
  const torch::Tensor below = matrix(5, {0, 0, 0, 1, 1});
  const torch::Tensor row = logits().narrow(0, 1, 1);
  const auto distance = [&](const torch::Tensor& target) {
    return (age_loss(row, target, 1).sum - age_loss(row, target, 0).sum).item<double>();
  };
  EXPECT_NEAR(distance(above), interval_expected - 1, tolerance);
  EXPECT_NEAR(distance(below), 3 - interval_expected, tolerance);
}

TEST(AgeLoss, HasTheRightGradient) {
  const torch::Tensor x = logits();
  EXPECT_LT(gradient_error(
                x, [&] { return age_loss(x, targets(), 0.7F).sum; }, 1e-5),
            1e-7);
  EXPECT_EQ(x.grad()[2].abs().max().item<double>(), 0);
}

TEST(AgeLoss, IsNothingWithoutLabels) {
  const torch::Tensor x = logits().set_requires_grad(true);
  const LossSum loss = age_loss(x, torch::zeros({3, 5}), 1);
  EXPECT_EQ(loss.sum.item<double>(), 0);
  EXPECT_EQ(loss.weight.item<double>(), 0);
  loss.sum.backward();
  EXPECT_EQ(x.grad().abs().max().item<double>(), 0);
}

TEST(AgeLoss, StaysFiniteForUnlikelyAges) {
  const torch::Tensor x = torch::tensor({{0.0F, 300.0F, 0.0F}}).set_requires_grad(true);
  const LossSum loss = age_loss(x, torch::tensor({{1.0F, 0.0F, 0.0F}}), 1);
  loss.sum.backward();
  EXPECT_NEAR(loss.sum.item<double>(), 301, 1e-3);
  EXPECT_TRUE(x.grad().isfinite().all().item<bool>());
}

}  // namespace
}  // namespace mien::train
