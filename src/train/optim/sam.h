#pragma once

#include <torch/types.h>

#include <vector>

namespace mien::train {

/// Sharpness-aware minimisation (Foret et al. 2021): the gradient is taken where the loss is worst
/// within a distance of `rho`.
/// Usage: gradients at the weights, this, gradients anew, `undo`, then the step of any optimiser.
class SharpnessAwareStep {
 public:
  /// Moves the parameters by rho along their gradients, whose L2 norm is taken over all of them
  /// together.
  SharpnessAwareStep(const std::vector<torch::Tensor>& parameters, double rho);

  /// Moves the parameters back, exactly.
  void undo();

 private:
  std::vector<torch::Tensor> parameters_;
  std::vector<torch::Tensor> before_;
};

}  // namespace mien::train
