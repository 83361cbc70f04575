#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "eval/bootstrap.h"

namespace mien::paper {

/// Cells hold shares times this.
inline constexpr double percent = 100;

/// A number with what is known of its spread.
struct Cell {
  std::optional<double> value{};   ///< nothing: not stated in the paper, or not measured
  std::optional<double> spread{};  ///< standard deviation over repetitions
  eval::Interval interval{};       ///< of confidence; not numbers: none
};

/// What one number of each row says.
struct TableColumn {
  std::string title;  ///< such as "8 classes"
  std::string unit;   ///< such as "%", "years"
  int decimals = 2;   ///< of what is measured, and of the paper's numbers
};

/// One line of a table: the paper's numbers and mien's own.
struct TableRow {
  std::string group;           ///< rows of one group stand together under its name; empty: none
  std::string title;           ///< network, classifier; with `group` it tells rows apart
  std::vector<Cell> paper;     ///< one a column; empty: the paper has no such row
  std::vector<Cell> measured;  ///< one a column; empty: not measured
  std::string samples;  ///< what is counted, and of how many, such as "3,152 of 3,274 pictures"
  std::string data;     ///< what it was measured on
  std::string note;     ///< what else is to be said, or what is missing to measure it
};

struct ReproducedTable {
  std::string id;       ///< of its files, such as "table-1"
  std::string title;    ///< such as "Table 1: rank-1 identification"
  std::string caption;  ///< how the numbers are to be read
  std::string command;  ///< that measures it; empty: none
  std::vector<TableColumn> columns;
  std::vector<TableRow> rows;
  std::vector<std::string> notes;      ///< below the table
  std::optional<std::size_t> charted;  ///< the column that the chart shows
};

/// Whether the row has a measured number.
[[nodiscard]] bool is_measured(const TableRow& row);

/// Puts measured rows into a table. A row of the same group and title gets the measurement,
/// samples, data and note. Others are added after the last row of their group, or at the end.
void merge_rows(ReproducedTable& table, const std::vector<TableRow>& measured);

}  // namespace mien::paper
