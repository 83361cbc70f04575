#pragma once

#include <string>

#include "paper/writers/reproduced_table.h"

namespace mien::paper {

/// The table to read on a terminal.
[[nodiscard]] std::string table_text(const ReproducedTable& table);

/// A section with the table and its notes.
[[nodiscard]] std::string table_markdown(const ReproducedTable& table);

/// A line for each number of each row: table, group, row, column, unit, paper, paper_std, measured,
/// std, low, high, samples, data, note. Empty: not stated, or not measured.
[[nodiscard]] std::string table_csv(const ReproducedTable& table);

/// Bars of the paper's and the measured numbers of the charted column, as SVG; empty if the table
/// has none.
[[nodiscard]] std::string table_chart(const ReproducedTable& table);

/// A section of the page that `report_page` makes, with the chart.
[[nodiscard]] std::string table_html(const ReproducedTable& table);

}  // namespace mien::paper
