#include "train/optim/sam.h"

#include <cmath>

namespace mien::train {

SharpnessAwareStep::SharpnessAwareStep(const std::vector<torch::Tensor>& parameters, double rho) {
  constexpr double epsilon = 1e-12;  // as in the paper's code
  const torch::NoGradGuard no_grad;
  double squares = 0;
  for (const torch::Tensor& parameter : parameters) {
    if (!parameter.grad().defined()) continue;
    parameters_.push_back(parameter);
    squares += std::pow(parameter.grad().norm().item<double>(), 2);
  }
  const double factor = rho / (std::sqrt(squares) + epsilon);
  for (const torch::Tensor& parameter : parameters_) {
    before_.push_back(parameter.detach().clone());
    parameter.add_(parameter.grad(), factor);
  }
}

void SharpnessAwareStep::undo() {
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < parameters_.size(); ++i) parameters_[i].copy_(before_[i]);
}

}  // namespace mien::train
