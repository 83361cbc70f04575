#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "paper/writers/reproduced_table.h"

namespace mien::paper {

inline constexpr std::string_view not_stated = "not stated";
inline constexpr std::string_view not_measured = "not measured";

/// One line of a table as texts.
struct GridRow {
  std::vector<std::string> cells;  ///< as many as the grid's heads; of a heading one
  bool heading = false;            ///< the name of the rows below it
  bool measured = false;
};

/// A table as texts, for any way to write it.
struct Grid {
  std::vector<std::string> heads;
  std::vector<bool> numbers;  ///< whether a column holds numbers
  std::vector<GridRow> rows;
  std::vector<std::string> notes;  ///< what the last column's numbers in brackets stand for
};

/// "5.74", "92.60 ± 4.01" or "93.8 (92.1 to 95.2)"; empty without a value.
[[nodiscard]] std::string cell_text(const Cell& cell, int decimals);

/// The paper's and the measured numbers side by side; columns that no row fills are left out. A
/// number that the paper does not state is `not_stated`, a row that is missing `not_measured`.
[[nodiscard]] Grid grid_of(const ReproducedTable& table);

}  // namespace mien::paper
