#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

namespace mien {

/// LIBLINEAR and LIBSVM draw from the C library's rand(), of which a process has one. Who holds
/// this lets nobody else of mien draw, and has begun the numbers of `seed`.
class SolverTurn {
 public:
  explicit SolverTurn(std::uint64_t seed);

 private:
  std::unique_lock<std::mutex> lock_;
};

/// Weights by which each class's errors count: rows / (classes * rows of the class).
[[nodiscard]] std::vector<double> balanced_weights(std::span<const std::uint32_t> classes,
                                                   std::size_t count);

}  // namespace mien
