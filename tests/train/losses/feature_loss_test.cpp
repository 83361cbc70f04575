#include <gtest/gtest.h>

#include "train/finite_differences.h"
#include "train/losses/loss.h"

namespace mien::train {
namespace {

torch::Tensor student() { return matrix(3, {1, 2, -1, 0.5, -0.3, 0.8, 1, 1, 1}); }

// The second points the other way, the third teaches nothing.
torch::Tensor teacher() { return matrix(3, {0.2, 1, 0.4, -1, 0.6, -1.6, 0, 0, 0}); }

TEST(FeatureLoss, IsOneMinusTheCosine) {
  const LossSum loss = feature_loss(student(), teacher());
  // PyTorch 1.13: 1 - cosine_similarity.
  EXPECT_NEAR(loss.sum.item<double>(), 0.3291796067500631 + 2, 1e-6);
  EXPECT_EQ(loss.weight.item<double>(), 2);
}

TEST(FeatureLoss, DoesNotDependOnLengths) {
  const auto loss = feature_loss(student() * 30, teacher() * 0.1).sum.item<double>();
  EXPECT_NEAR(loss, feature_loss(student(), teacher()).sum.item<double>(), 1e-6);
}

TEST(FeatureLoss, HasTheRightGradient) {
  const torch::Tensor x = student();
  EXPECT_LT(gradient_error(
                x, [&] { return feature_loss(x, teacher()).sum; }, 1e-5),
            1e-7);
  EXPECT_EQ(x.grad()[2].abs().max().item<double>(), 0);
}

TEST(FeatureLoss, StaysFiniteForAStudentOfZeros) {
  const torch::Tensor x = torch::zeros({3, 3}).set_requires_grad(true);
  feature_loss(x, teacher().to(torch::kFloat)).sum.backward();
  EXPECT_TRUE(x.grad().isfinite().all().item<bool>());
}

}  // namespace
}  // namespace mien::train
