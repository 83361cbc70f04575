#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace mien::train {

/// Spearman's rank correlation: Pearson's of the ranks, where equal numbers share the mean of
/// theirs. Rows where either number is NaN are left out; a correlation that is not defined, since
/// fewer than two rows are left or one column does not vary, is 0.
/// @param x,y of the same length
[[nodiscard]] double spearman(std::span<const float> x, std::span<const float> y);

/// The rank correlations of all pairs of columns.
/// @return columns x columns, with a diagonal of 1
/// @throws Error (ErrorCode::usage) if columns differ in length
[[nodiscard]] std::vector<double> rank_correlations(std::span<const std::vector<float>> columns);

/// Reads a matrix of correlations from a CSV whose first row and first column name the nodes, in
/// any order; nodes that are not asked for do not matter.
/// @param nodes names of rows and columns
/// @return nodes x nodes in the order of `nodes`
/// @throws Error (ErrorCode::input) if the file cannot be read, or a node is missing or there
/// twice. Also if a number is no correlation (-1 to 1), is not that of the mirrored place, or is
/// not 1 on the diagonal.
[[nodiscard]] std::vector<double> read_correlations(const std::filesystem::path& path,
                                                    std::span<const std::string> nodes);

}  // namespace mien::train
