#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "executor/bfloat16/bf16_kernels.h"
#include "executor/bfloat16/bf16_layers.h"
#include "executor/bfloat16/bf16_steps.h"
#include "executor/executor.h"
#include "mien/core/image.h"
#include "mien/nn/metadata.h"

namespace mien::executor {

/// What a run of `Bf16Executor` writes into, kept from run to run. It may be of another network
/// before.
struct Bf16Workspace {
  std::vector<Bf16> picture;
  std::vector<std::vector<Bf16>> maps;
  std::vector<std::vector<float>> numbers;  ///< of each layer that gives an output
  Bf16Buffers layers;
};

/// Runs plans with maps and weights of 16 bits (bfloat16) and sums of 32, without any library. A
/// run is of one thread; several threads may run the same object, each with a workspace of its own.
class Bf16Executor {
 public:
  /// @param input how numbers are made of the picture's pixels: RGB, any size
  /// @param kernels must live as long as this
  /// @throws Error (ErrorCode::model) as `make_bf16_steps`
  Bf16Executor(const Plan& plan, const InputSpec& input, const Bf16Kernels& kernels);
  Bf16Executor(Bf16Executor&&) noexcept;
  Bf16Executor& operator=(Bf16Executor&&) noexcept;
  Bf16Executor(const Bf16Executor&) = delete;
  Bf16Executor& operator=(const Bf16Executor&) = delete;
  ~Bf16Executor();

  /// One forward pass.
  /// @return the outputs of the plan in their order
  /// @throws Error (ErrorCode::model) if the picture is too small or too large for the network
  [[nodiscard]] std::vector<Answer> run(const Image& picture, Bf16Workspace& workspace) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien::executor
