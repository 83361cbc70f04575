#include "gcn/edges.h"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <utility>

#include "mien/core/error.h"

namespace mien::train {

namespace {

void check(std::span<const double> correlations, std::size_t nodes, const EdgeOptions& options) {
  if (correlations.size() != nodes * nodes) {
    throw Error(ErrorCode::usage, fmt::format("correlations: expected {} numbers, found {}",
                                              nodes * nodes, correlations.size()));
  }
  for (const auto& [name, value] :
       {std::pair{"threshold", options.threshold}, std::pair{"self_weight", options.self_weight}}) {
    if (value >= 0 && value <= 1) continue;
    throw Error(ErrorCode::usage, fmt::format("{}: expected 0 to 1, found {}", name, value));
  }
}

}  // namespace

std::vector<float> adjacency_of(std::span<const double> correlations, std::span<const int> groups,
                                const EdgeOptions& options) {
  const std::size_t nodes = groups.size();
  check(correlations, nodes, options);
  const auto neighbours = [&](std::size_t i, std::size_t j) {
    if (i == j || options.rule == EdgeRule::none) return false;
    if (options.rule == EdgeRule::all) return true;
    if (groups[i] >= 0 && groups[i] == groups[j]) return false;
    return std::abs(correlations[i * nodes + j]) >= options.threshold;
  };
  std::vector<float> result(nodes * nodes);
  for (std::size_t i = 0; i < nodes; ++i) {
    std::size_t degree = 0;
    for (std::size_t j = 0; j < nodes; ++j) degree += neighbours(i, j) ? 1 : 0;
    result[i * nodes + i] = static_cast<float>(degree == 0 ? 1 : options.self_weight);
    for (std::size_t j = 0; j < nodes; ++j) {
      // Written transposed: what row i of A gives away arrives at the others.
      if (neighbours(i, j)) {
        result[j * nodes + i] =
            static_cast<float>((1 - options.self_weight) / static_cast<double>(degree));
      }
    }
  }
  return result;
}

}  // namespace mien::train
