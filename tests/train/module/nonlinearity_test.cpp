#include "train/module/nonlinearity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "train/finite_differences.h"

namespace mien::train {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

struct Kind {
  const char* name;
  Nonlinearity kind;
  std::function<double(double)> formula;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = {
      {"relu", Nonlinearity::relu, [](double x) { return std::max(x, 0.0); }},
      {"relu6", Nonlinearity::relu6, [](double x) { return std::min(std::max(x, 0.0), 6.0); }},
      {"silu", Nonlinearity::silu, [](double x) { return x * sigmoid(x); }},
      {"gelu", Nonlinearity::gelu,
       [](double x) { return x * (1 + std::erf(x / std::sqrt(2.0))) / 2; }},
      {"sigmoid", Nonlinearity::sigmoid, sigmoid},
      {"elu", Nonlinearity::elu, [](double x) { return x > 0 ? x : std::expm1(x); }}};
  return all;
}

// Both sides of the corners at 0 and 6.
torch::Tensor inputs() {
  return torch::tensor({-30.0, -6.5, -1.0, -0.01, 0.01, 0.7, 3.0, 5.99, 6.01, 7.5, 30.0},
                       torch::kDouble);
}

TEST(Nonlinearity, EqualsTheFormula) {
  for (const Kind& kind : kinds()) {
    const torch::Tensor x = inputs().to(torch::kFloat);
    const std::vector<double> expected = values_of(x);
    const std::vector<double> actual = values_of(apply_nonlinearity(kind.kind, x.clone()));
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_NEAR(actual[i], kind.formula(expected[i]), 1e-6 * (1 + std::abs(expected[i])))
          << kind.name << " of " << expected[i];
    }
  }
}

TEST(Nonlinearity, HasTheRightGradient) {
  const torch::Tensor factors = torch::arange(1, 12, torch::kDouble);
  for (const Kind& kind : kinds()) {
    const torch::Tensor x = inputs();
    const auto loss = [&] { return (apply_nonlinearity(kind.kind, x * 1) * factors).sum(); };
    EXPECT_LT(gradient_error(x, loss, 1e-5), 1e-7) << kind.name;
  }
}

TEST(Nonlinearity, PassesNothingAtAndBeyondTheCorners) {
  for (const auto type : {torch::kFloat, torch::kBFloat16}) {
    const torch::Tensor x =
        torch::tensor({-1.0F, 0.0F, 2.0F, 6.0F, 8.0F}).to(type).set_requires_grad(true);
    apply_nonlinearity(Nonlinearity::relu6, x * 1).sum().backward();
    EXPECT_EQ(values_of(x.grad()), std::vector<double>({0, 0, 1, 0, 0}));
  }
}

TEST(Nonlinearity, KnowsBfloat16) {
  for (const Kind& kind : kinds()) {
    const torch::Tensor exact = inputs().to(torch::kBFloat16);
    const torch::Tensor x = exact.clone().set_requires_grad(true);
    const torch::Tensor y = apply_nonlinearity(kind.kind, x * 1);
    EXPECT_EQ(y.scalar_type(), torch::kBFloat16) << kind.name;
    y.sum().backward();
    const torch::Tensor reference = exact.to(torch::kFloat).set_requires_grad(true);
    const torch::Tensor expected = apply_nonlinearity(kind.kind, reference * 1);
    expected.sum().backward();
    // Eight bits of mantissa.
    EXPECT_LT(apart(y / (1 + expected.abs()), expected / (1 + expected.abs())), 1e-2) << kind.name;
    EXPECT_LT(apart(x.grad(), reference.grad()), 2e-2) << kind.name;
  }
}

TEST(Nonlinearity, WorksInPlaceWhereItSays) {
  for (const Nonlinearity kind : {Nonlinearity::relu, Nonlinearity::relu6}) {
    const torch::Tensor x = torch::tensor({-1.0F, 9.0F});
    EXPECT_EQ(apply_nonlinearity(kind, x).data_ptr(), x.data_ptr());
  }
  const torch::Tensor x = torch::tensor({-1.0F, 9.0F});
  (void)apply_nonlinearity(Nonlinearity::silu, x);
  (void)apply_nonlinearity(Nonlinearity::sigmoid, x);
  EXPECT_EQ(values_of(x), std::vector<double>({-1, 9}));
}

}  // namespace
}  // namespace mien::train
