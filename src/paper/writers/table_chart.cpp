#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "paper/writers/table_writers.h"
#include "report/plots/plot_bars.h"

namespace mien::paper {

namespace {

void add_bar(std::vector<Bar>& bars, const TableRow& row, const std::vector<Cell>& cells,
             std::size_t column, bool paper) {
  if (column >= cells.size() || !cells[column].value) return;
  const Cell& cell = cells[column];
  Bar bar{.name = row.title + (paper ? ", paper" : ""),
          .value = *cell.value,
          .pale = paper,
          .group = row.group};
  if (cell.spread) {
    bar.low = *cell.value - *cell.spread;
    bar.high = *cell.value + *cell.spread;
  } else if (cell.interval.low <= *cell.value && *cell.value <= cell.interval.high) {
    bar.low = cell.interval.low;
    bar.high = cell.interval.high;
  }
  bars.push_back(std::move(bar));
}

}  // namespace

std::string table_chart(const ReproducedTable& table) {
  if (!table.charted) return "";
  const bool one_group = std::ranges::all_of(
      table.rows, [&](const TableRow& row) { return row.group == table.rows.front().group; });
  std::vector<Bar> bars;
  for (const TableRow& row : table.rows) {
    add_bar(bars, row, row.paper, *table.charted, true);
    add_bar(bars, row, row.measured, *table.charted, false);
  }
  for (Bar& bar : bars) {
    if (one_group) bar.group.clear();
  }
  const TableColumn& column = table.columns[*table.charted];
  return plot_bars(
      bars, {.title = table.title,
             .value_label = column.unit.empty() ? column.title
                                                : fmt::format("{} ({})", column.title, column.unit),
             .decimals = column.decimals,
             .width = 820});
}

}  // namespace mien::paper
