#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "detect/cnn_kernels.h"
#include "executor/plan.h"
#include "mien/core/image.h"

namespace mien::executor {

/// An answer: a map of [row, column, channel].
struct Answer {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t channels = 0;
  std::vector<float> values;
};

/// Runs plans of MobileNet-like networks on one thread, on the kernels of the detector and without
/// any library. A depthwise convolution and the 1x1 convolution behind it run together, some rows
/// at a time, so that what is between them stays in the cache.
///
/// An object keeps its buffers from run to run: `run` may be called by one thread at a time.
class Executor {
 public:
  /// @param kernels must live as long as this
  /// @throws Error (ErrorCode::model) that names the layer, what was expected and what was found,
  /// if the layers and weights of the plan do not fit each other
  Executor(const Plan& plan, const detect::CnnKernels& kernels);
  Executor(Executor&&) noexcept;
  Executor& operator=(Executor&&) noexcept;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  ~Executor();

  /// One forward pass.
  /// @param input [size.height, size.width, channels of the plan]
  /// @return the outputs of the plan in their order
  /// @throws Error (ErrorCode::model) if the input has another length, or is too small or too large
  /// for the network
  [[nodiscard]] std::vector<Answer> run(std::span<const float> input, Size size);

  /// Multiplications with an addition that a picture of this size takes, for benchmarks.
  [[nodiscard]] double multiplications(Size size) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien::executor
