#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace mien {

/// Pairs rows with columns, each at most once, so that the sum of affinities is greatest (Kuhn
/// 1955, in the shortest-path form of O(rows^2 (rows + columns))).
/// @param affinity row by row, rows * columns finite numbers; pairs with 0 or less are never made
/// @returns the column of each row, if it has one
[[nodiscard]] std::vector<std::optional<std::size_t>> best_pairs(std::span<const double> affinity,
                                                                 std::size_t rows,
                                                                 std::size_t columns);

}  // namespace mien
