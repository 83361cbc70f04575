// The constants of cross-entropy are PyTorch 1.13's in double precision. Those of ArcFace are
// cross_entropy of scale * cos(acos(cosine) + margin), which the loss does without angles.
#include <gtest/gtest.h>

#include <cmath>

#include "train/finite_differences.h"
#include "train/losses/loss.h"

namespace mien::train {
namespace {

torch::Tensor indices(const std::vector<std::int64_t>& values) {
  return torch::tensor(values, torch::kLong);
}

torch::Tensor features() { return matrix(3, {1, 2, -1, 0.5, -0.3, 0.8, -2, 1, 1}); }
torch::Tensor centres() { return matrix(3, {1, 0.5, 0, -1, 1, 0.2, 0.3, -0.4, 1}); }

double arcface(double margin, double scale, const std::vector<std::int64_t>& targets) {
  return arcface_loss(features(), centres(), indices(targets), {.margin = margin, .scale = scale})
      .sum.item<double>();
}

TEST(IdentityLoss, IsCrossEntropyOfLabelledPictures) {
  const torch::Tensor x = matrix(3, {0.5, -1, 2, 1.5, 0.3, -0.7, 0, 0, 0, -2, 1, 0.25});
  const torch::Tensor targets = indices({1, 2, -1, 0});
  const LossSum loss = identity_loss(x, targets);
  EXPECT_NEAR(loss.sum.item<double>(), 9.206442761372186, 1e-6);
  EXPECT_EQ(loss.weight.item<double>(), 3);
  EXPECT_NEAR(identity_loss(x, targets, 0.2F).sum.item<double>(), 8.343109428038852, 1e-6);
  EXPECT_LT(gradient_error(
                x, [&] { return identity_loss(x, targets, 0.2F).sum; }, 1e-5),
            1e-6);
  EXPECT_EQ(x.grad()[2].abs().max().item<double>(), 0);
}

TEST(ArcFace, EqualsTheFormula) {
  EXPECT_NEAR(arcface(0.5, 16, {0, 2, 1}), 0.23085556583877967, 1e-6);
  EXPECT_NEAR(arcface(0.3, 8, {0, 1, 2}), 23.10025277627173, 1e-5);
  EXPECT_NEAR(arcface(0.5, 4, {1, 0, 0}), 15.811533550042377, 1e-5);
}

TEST(ArcFace, IsTheNormalisedSoftmaxWithoutMargin) {
  EXPECT_NEAR(arcface(0, 16, {0, 2, 1}), 0.0003573827148536637, 1e-8);
}

TEST(ArcFace, DoesNotDependOnLengths) {
  const torch::Tensor targets = indices({0, 2, 1});
  const auto loss = [&](double a, double b) {
    return arcface_loss(features() * a, centres() * b, targets).sum.item<double>();
  };
  EXPECT_NEAR(loss(1, 1), loss(7, 0.01), 1e-6);
}

TEST(ArcFace, GoesOnLinearlyWhereTheAngleWouldWrapRound) {
  const double margin = 0.5;
  // The angle to the target is 3.0, the other centre is at a right angle to the feature.
  const double cosine = std::cos(3.0);
  const torch::Tensor x = matrix(2, {1, 0});
  const torch::Tensor both = matrix(2, {cosine, std::sin(3.0), 0, 1});
  const double target = cosine - margin * std::sin(margin);
  const auto loss =
      arcface_loss(x, both, indices({0}), {.margin = margin, .scale = 2}).sum.item<double>();
  EXPECT_NEAR(loss, std::log(1 + std::exp(-2 * target)), 1e-6);
  EXPECT_GT(loss, std::log(1 + std::exp(-2 * cosine)));  // cos(3.5) would be more than cos(3)'s
}

TEST(ArcFace, HasTheRightGradients) {
  const torch::Tensor x = features();
  const torch::Tensor c = centres();
  const torch::Tensor targets = indices({0, -1, 0});
  const auto loss = [&] { return arcface_loss(x, c, targets, {.margin = 0.5, .scale = 4}).sum; };
  EXPECT_LT(gradient_error(x, loss, 1e-5), 1e-6);
  EXPECT_EQ(x.grad()[1].abs().max().item<double>(), 0);
  EXPECT_LT(gradient_error(c, loss, 1e-5), 1e-6);
}

TEST(ArcFace, StaysFiniteOnACentreAndAtZero) {
  const torch::Tensor x = torch::tensor({{2.0F, 0.0F}, {0.0F, 0.0F}}).set_requires_grad(true);
  const torch::Tensor c = torch::tensor({{1.0F, 0.0F}, {0.0F, 1.0F}});
  const LossSum loss = arcface_loss(x, c, indices({0, 1}));
  loss.sum.backward();
  EXPECT_TRUE(std::isfinite(loss.sum.item<double>()));
  EXPECT_TRUE(x.grad().isfinite().all().item<bool>());
}

}  // namespace
}  // namespace mien::train
