#include "train/optim/sam.h"

#include <gtest/gtest.h>

#include <cmath>

#include "train/finite_differences.h"

namespace mien::train {
namespace {

torch::Tensor parameter(const std::vector<float>& values, const std::vector<float>& gradient) {
  torch::Tensor tensor = torch::tensor(values).set_requires_grad(true);
  if (!gradient.empty()) tensor.mutable_grad() = torch::tensor(gradient);
  return tensor;
}

TEST(SharpnessAwareStep, ClimbsByRhoOverAllParametersTogether) {
  // The loss (x^2 + 4 y^2) / 2 + 3 z has the gradient (x, 4 y, 3).
  const torch::Tensor a = parameter({4, 1}, {4, 4});
  const torch::Tensor b = parameter({-7}, {3});
  const torch::Tensor unused = parameter({5}, {});
  const SharpnessAwareStep step({a, b, unused}, 0.5);
  const double norm = std::sqrt(16 + 16 + 9);
  EXPECT_LT(apart(a, torch::tensor({4 + 0.5 * 4 / norm, 1 + 0.5 * 4 / norm})), 1e-6);
  EXPECT_LT(apart(b, torch::tensor({-7 + 0.5 * 3 / norm})), 1e-6);
  EXPECT_EQ(values_of(unused), std::vector<double>({5}));
}

TEST(SharpnessAwareStep, ComesBackExactly) {
  const torch::Tensor a = parameter({0.1F, 1e-20F, 3e7F}, {1e-3F, 2, 4});
  const torch::Tensor before = a.detach().clone();
  SharpnessAwareStep step({a}, 0.7);
  EXPECT_GT(apart(a, before), 0.1);
  // The gradient of the second pass changes nothing of that.
  a.mutable_grad().fill_(9);
  step.undo();
  EXPECT_TRUE(a.equal(before));
  EXPECT_TRUE(a.requires_grad());
}

TEST(SharpnessAwareStep, StaysWhereThereIsNoSlope) {
  const torch::Tensor a = parameter({1, 2}, {0, 0});
  const SharpnessAwareStep step({a}, 0.5);
  EXPECT_EQ(values_of(a), std::vector<double>({1, 2}));
}

TEST(SharpnessAwareStep, GivesTheGradientAtTheTop) {
  // L = x^2 / 2 at 2: the worst point within 0.5 is 2.5, whose gradient the step then takes.
  const torch::Tensor x = torch::tensor({2.0F}).set_requires_grad(true);
  const auto gradient = [&] {
    x.mutable_grad() = torch::Tensor();
    (x * x / 2).sum().backward();
  };
  gradient();
  SharpnessAwareStep step({x}, 0.5);
  gradient();
  step.undo();
  EXPECT_FLOAT_EQ(x.grad().item<float>(), 2.5F);
  EXPECT_EQ(x.item<float>(), 2);
}

}  // namespace
}  // namespace mien::train
