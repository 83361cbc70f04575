#pragma once

#include <torch/types.h>

#include <vector>

#include "train/losses/loss.h"
#include "train/parallel/process_group.h"

namespace mien::train {

/// A step's loss and what all processes know of it.
struct SharedLoss {
  torch::Tensor loss{};  ///< this process's part of the loss, differentiable
  double value = 0;      ///< the loss of all of them
  double right = 0;      ///< share of right answers, 0 to 1
  bool stop = false;     ///< one of the processes is to stop
};

/// Puts the parts of a loss together, over all processes.
/// @param factors one for each part
/// @param right this process's share of right answers
/// @param stop whether this process is to stop
/// @param group null: this process alone
[[nodiscard]] SharedLoss all_reduce_loss(std::vector<LossSum> parts,
                                         const std::vector<double>& factors, double right,
                                         bool stop, const ProcessGroup* group);

}  // namespace mien::train
