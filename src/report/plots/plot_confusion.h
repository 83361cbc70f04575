#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace mien {

struct ConfusionOptions {
  std::string title;
  std::string row_label = "labelled";
  std::string column_label = "predicted";
  int cell = 64;  ///< pixels of a cell's side, 48 to 200
};

/// Draws a confusion matrix as SVG, for light and dark surroundings. Each cell has its share of the
/// row in percent, its count, and a shade of that share. At the right is the sum of each row.
/// @param labels names of the C classes, 1 to 100
/// @param counts C x C, row by row: how many of the row's class were taken for the column's
/// @throws Error (ErrorCode::usage) if the numbers of labels and counts do not fit or the size is
/// out of range
[[nodiscard]] std::string plot_confusion(std::span<const std::string> labels,
                                         std::span<const std::uint64_t> counts,
                                         const ConfusionOptions& options = {});

}  // namespace mien
