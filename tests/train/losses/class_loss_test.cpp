// The constants are what PyTorch 1.13's cross_entropy and binary_cross_entropy_with_logits give in
// double precision.
#include <gtest/gtest.h>

#include <cmath>

#include "train/finite_differences.h"
#include "train/losses/loss.h"

namespace mien::train {
namespace {

constexpr double tolerance = 1e-6;  // the factors are of single precision

torch::Tensor logits() { return matrix(3, {0.5, -1, 2, 1.5, 0.3, -0.7, 0, 0, 0, -2, 1, 0.25}); }

// The third picture has no label, the fourth has votes.
torch::Tensor soft_targets() { return matrix(3, {0, 0, 1, 1, 0, 0, 0, 0, 0, 0.2, 0.5, 0.3}); }

torch::Tensor hard_targets() { return matrix(3, {0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0}); }

ClassLossOptions weighted(float smoothing = 0) {
  return {.class_weights = torch::tensor({1.0F, 2.0F, 4.0F}),
          .label_smoothing = smoothing,
          .mean = ClassWeightMean::weights};
}

TEST(ClassLoss, IsCrossEntropyOfLabelledPictures) {
  const LossSum loss = class_loss(logits(), hard_targets());
  EXPECT_NEAR(loss.sum.item<double>(), 0.5863165733146715, tolerance);
  EXPECT_EQ(loss.weight.item<double>(), 2);
}

TEST(ClassLoss, TakesSoftTargets) {
  const LossSum loss = class_loss(logits(), soft_targets());
  EXPECT_NEAR(loss.sum.item<double>(), 1.8314427613721853, tolerance);
  EXPECT_NEAR(loss.weight.item<double>(), 3, tolerance);
}

TEST(ClassLoss, WeighsByTheClassOfTheTarget) {
  const LossSum loss = class_loss(logits(), hard_targets(), weighted());
  EXPECT_NEAR(loss.sum.item<double>(), 1.3102504632861425, tolerance);
  EXPECT_NEAR((loss.sum / loss.weight).item<double>(), 0.2620500926572285, tolerance);
}

// Half of the weighted sum of the two labelled pictures.
TEST(ClassLoss, DividesByTheNumberOfPicturesAsEquation2IsPrinted) {
  ClassLossOptions options = weighted();
  options.mean = ClassWeightMean::samples;
  const LossSum loss = class_loss(logits(), hard_targets(), options);
  EXPECT_EQ(loss.weight.item<double>(), 2);
  EXPECT_NEAR((loss.sum / loss.weight).item<double>(), 0.6551252316430713, tolerance);
  EXPECT_NEAR(class_loss(logits(), soft_targets(), options).weight.item<double>(), 3, tolerance);
}

TEST(ClassLoss, WeighsSoftTargetsByTheMeanWeight) {
  const LossSum loss = class_loss(logits(), soft_targets(), weighted());
  EXPECT_NEAR(loss.sum.item<double>(), 3.8185533146241752, tolerance);
  EXPECT_NEAR(loss.weight.item<double>(), 7.4, tolerance);
}

TEST(ClassLoss, SmoothsLabels) {
  const LossSum plain = class_loss(logits(), soft_targets(), {.label_smoothing = 0.1F});
  EXPECT_NEAR(plain.sum.item<double>(), 2.1372760947055185, tolerance);
  EXPECT_NEAR(plain.weight.item<double>(), 3, tolerance);
  const LossSum both = class_loss(logits(), soft_targets(), weighted(0.1F));
  EXPECT_NEAR(both.sum.item<double>(), 4.494867960815268, tolerance);
}

// The constants are of NumPy, in double precision.
TEST(ClassLoss, AddsThePriorOfTheDataSetToTheScores) {
  const torch::Tensor prior =
      matrix(3, {0.7, 0.2, 0.1, 0.5, 0.25, 0.25, 0.7, 0.2, 0.1, 0.5, 0.25, 0.25}).log();
  ClassLossOptions options;
  options.log_prior = prior;
  EXPECT_NEAR(class_loss(logits(), soft_targets(), options).sum.item<double>(), 2.304873870428475,
              tolerance);
  options.label_smoothing = 0.1F;
  EXPECT_NEAR(class_loss(logits(), soft_targets(), options).sum.item<double>(), 2.504910159994603,
              tolerance);
}

TEST(ClassLoss, HasTheRightGradient) {
  const torch::Tensor x = logits();
  const auto loss = [&] { return class_loss(x, soft_targets(), weighted(0.1F)).sum; };
  EXPECT_LT(gradient_error(x, loss, 1e-5), 1e-7);
  EXPECT_EQ(x.grad()[2].abs().max().item<double>(), 0);
}

TEST(ClassLoss, IsNothingWithoutLabels) {
  const LossSum loss = class_loss(logits(), torch::zeros({4, 3}), weighted(0.1F));
  EXPECT_EQ(loss.sum.item<double>(), 0);
  EXPECT_EQ(loss.weight.item<double>(), 0);
}

TEST(BinaryLoss, IsCrossEntropyOfLabelledPictures) {
  const torch::Tensor x = matrix(1, {0.3, -1.2, 2.5, 0.7});
  const torch::Tensor targets = matrix(1, {1, 0, 0.25, -1});
  const LossSum loss = binary_loss(x, targets);
  EXPECT_NEAR(loss.sum.item<double>(), 2.7715274460991077, tolerance);
  EXPECT_EQ(loss.weight.item<double>(), 3);
  EXPECT_LT(gradient_error(
                x, [&] { return binary_loss(x, targets).sum; }, 1e-5),
            1e-7);
  EXPECT_EQ(x.grad()[3].item<double>(), 0);
}

TEST(BinaryLoss, StaysFiniteForLargeLogits) {
  const torch::Tensor x = torch::tensor({{200.0F}, {-200.0F}});
  EXPECT_FLOAT_EQ(binary_loss(x, torch::tensor({{0.0F}, {1.0F}})).sum.item<float>(), 400);
}

}  // namespace
}  // namespace mien::train
