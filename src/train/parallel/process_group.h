#pragma once

#include <torch/types.h>

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace mien::train {

/// Where a process stands among those that train together, by the environment variables that
/// torchrun, Slurm and Kubernetes set.
struct ProcessPlace {
  int rank = 0;                       ///< RANK, from 0
  int world_size = 1;                 ///< WORLD_SIZE
  std::string address = "127.0.0.1";  ///< MASTER_ADDR
  int port = 29500;                   ///< MASTER_PORT
};

/// Nothing where WORLD_SIZE is not set or 1.
/// @throws Error (ErrorCode::usage) that names the variable that is missing or no number in range
[[nodiscard]] std::optional<ProcessPlace> place_from_environment();

/// Processes that train together, joined by LibTorch's c10d over Gloo (TCP). All of them call the
/// same functions in the same order.
class ProcessGroup {
 public:
  /// Waits for all processes.
  /// @param patience how long to wait for one of them, here and in each later call
  /// @throws Error (ErrorCode::setup) if they do not all appear in time
  explicit ProcessGroup(const ProcessPlace& place,
                        std::chrono::seconds patience = std::chrono::seconds(45));
  ~ProcessGroup();
  ProcessGroup(const ProcessGroup&) = delete;
  ProcessGroup& operator=(const ProcessGroup&) = delete;

  [[nodiscard]] int rank() const { return place_.rank; }
  [[nodiscard]] int size() const { return place_.world_size; }

  /// Replaces a tensor by its sum over all processes; not differentiable.
  /// @param tensor contiguous, of one shape everywhere
  /// @throws Error (ErrorCode::setup) if a process is gone or late
  void sum_in_place(torch::Tensor& tensor) const;

  /// The sum over all processes; differentiable, if all processes go backward.
  [[nodiscard]] torch::Tensor sum(const torch::Tensor& tensor) const;

  /// Replaces the gradients of parameters by their sums over all processes.
  void sum_gradients(std::span<const torch::Tensor> parameters) const;

 private:
  struct Impl;
  ProcessPlace place_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien::train
