#include "clip/assignment.h"

#include <algorithm>
#include <limits>

namespace mien {

std::vector<std::optional<std::size_t>> best_pairs(std::span<const double> affinity,
                                                   std::size_t rows, std::size_t columns) {
  // Each row may also take one of `rows` columns of its own that cost nothing: it stays alone. All
  // arrays are one longer than the matrix: place 0 is the row that is being placed.
  const std::size_t all = columns + rows;
  const auto cost = [&](std::size_t row, std::size_t column) {
    return column <= columns ? -std::max(affinity[(row - 1) * columns + column - 1], 0.0) : 0.0;
  };
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::vector<double> row_price(rows + 1);
  std::vector<double> column_price(all + 1);
  std::vector<std::size_t> row_of(all + 1);  // 0: free
  std::vector<std::size_t> before(all + 1);
  for (std::size_t row = 1; row <= rows; ++row) {
    row_of[0] = row;
    std::vector<double> least(all + 1, infinity);
    std::vector<char> used(all + 1);
    std::size_t column = 0;
    do {
      used[column] = 1;
      const std::size_t at = row_of[column];
      double step = infinity;
      std::size_t next = 0;
      for (std::size_t j = 1; j <= all; ++j) {
        if (used[j] != 0) continue;
        const double reduced = cost(at, j) - row_price[at] - column_price[j];
        if (reduced < least[j]) {
          least[j] = reduced;
          before[j] = column;
        }
        if (least[j] < step) {
          step = least[j];
          next = j;
        }
      }
      for (std::size_t j = 0; j <= all; ++j) {
        if (used[j] != 0) {
          row_price[row_of[j]] += step;
          column_price[j] -= step;
        } else {
          least[j] -= step;
        }
      }
      column = next;
    } while (row_of[column] != 0);
    for (; column != 0; column = before[column]) row_of[column] = row_of[before[column]];
  }

  std::vector<std::optional<std::size_t>> result(rows);
  for (std::size_t column = 1; column <= columns; ++column) {
    const std::size_t row = row_of[column];
    if (row != 0 && affinity[(row - 1) * columns + column - 1] > 0) result[row - 1] = column - 1;
  }
  return result;
}

}  // namespace mien
