#pragma once

#include <torch/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "train/optim/options.h"

namespace mien::train {

/// Parameters that share a learning rate.
struct ParameterGroup {
  std::vector<torch::Tensor> tensors;
  double learning_rate = 1e-3;  ///< before the schedule
  bool decay = true;
};

/// LibTorch's optimisers over groups of parameters.
class Optimizer {
 public:
  Optimizer(std::vector<ParameterGroup> groups, const OptimizerOptions& options);
  ~Optimizer();
  Optimizer(Optimizer&&) noexcept;
  Optimizer& operator=(Optimizer&&) noexcept;

  /// All parameters, group by group.
  [[nodiscard]] std::vector<torch::Tensor> parameters() const;

  void zero_gradients();

  /// One step along the gradients that stand in the parameters, clipped.
  /// @param rate_factor of each group's learning rate
  void step(double rate_factor);

  /// The moments and counts by name, to go on from later.
  [[nodiscard]] std::map<std::string, torch::Tensor> state() const;
  /// @throws Error (ErrorCode::input) if it is not the state of such an optimiser
  void restore(const std::map<std::string, torch::Tensor>& state);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien::train
