#include "learn/solver.h"

#include <cstdlib>

namespace mien {

namespace {

std::mutex& solver_mutex() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace

SolverTurn::SolverTurn(std::uint64_t seed) : lock_(solver_mutex()) {
  std::srand(static_cast<unsigned>(seed) + 1U);
}

std::vector<double> balanced_weights(std::span<const std::uint32_t> classes, std::size_t count) {
  std::vector<double> rows(count);
  for (const std::uint32_t c : classes) ++rows[c];
  for (double& weight : rows) {
    weight = static_cast<double>(classes.size()) / (static_cast<double>(count) * weight);
  }
  return rows;
}

}  // namespace mien
