#pragma once

#include <gtest/gtest.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace mien::train {

/// A matrix, row by row.
inline torch::Tensor matrix(std::int64_t columns, std::initializer_list<double> values) {
  const torch::Tensor flat = torch::tensor(std::vector<double>(values), torch::kDouble);
  return flat.reshape({-1, columns});
}

inline std::vector<double> values_of(const torch::Tensor& tensor) {
  const torch::Tensor plain = tensor.detach().to(torch::kDouble).contiguous();
  const auto* values = plain.data_ptr<double>();
  return {values, values + plain.numel()};
}

/// The greatest difference of two tensors of one shape; infinite for two shapes.
inline double apart(const torch::Tensor& a, const torch::Tensor& b) {
  if (a.sizes() != b.sizes()) return INFINITY;
  const torch::Tensor difference = (a.detach().to(torch::kDouble) - b.detach().to(torch::kDouble));
  return a.numel() == 0 ? 0 : difference.abs().max().item<double>();
}

/// How far the gradient that LibTorch finds of a scalar function is from central differences, as a
/// share of its largest value.
/// @param x the tensor to vary, in place; the function's value depends on it
template <typename Function>
double gradient_error(const torch::Tensor& x, const Function& function, double step) {
  x.set_requires_grad(true);
  x.mutable_grad() = torch::Tensor();
  function().backward();
  const torch::Tensor gradient = x.grad().detach().to(torch::kDouble).flatten();
  double worst = 0;
  const torch::NoGradGuard no_grad;
  const torch::Tensor before = x.detach().clone();
  for (std::int64_t i = 0; i < gradient.numel(); ++i) {
    const auto at = [&](double offset) {
      torch::Tensor moved = torch::zeros({gradient.numel()}, x.options().requires_grad(false));
      moved[i] = offset;
      x.detach().copy_(before + moved.reshape(x.sizes()));
      const auto value = function().template item<double>();
      x.detach().copy_(before);
      return value;
    };
    const double expected = (at(step) - at(-step)) / (2 * step);
    worst = std::max(worst, std::abs(gradient[i].item<double>() - expected));
  }
  const auto largest = gradient.abs().max().item<double>();
  EXPECT_GT(largest, 0);
  return worst / largest;
}

}  // namespace mien::train
