#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "paper/writers/table_writers.h"
#include "report/csv.h"

namespace mien::paper {

namespace {

constexpr int digits = 4;

std::string number_or_empty(std::optional<double> value) {
  return value && std::isfinite(*value) ? fmt::format("{:.{}f}", *value, digits) : "";
}

Cell cell_or_none(const std::vector<Cell>& cells, std::size_t column) {
  return column < cells.size() ? cells[column] : Cell{};
}

}  // namespace

std::string table_csv(const ReproducedTable& table) {
  std::string text =
      "table,group,row,column,unit,paper,paper_std,measured,std,low,high,samples,data,note\n";
  for (const TableRow& row : table.rows) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Cell paper = cell_or_none(row.paper, c);
      const Cell measured = cell_or_none(row.measured, c);
      const std::vector<std::string> fields = {csv_text(table.id),
                                               csv_text(row.group),
                                               csv_text(row.title),
                                               csv_text(table.columns[c].title),
                                               csv_text(table.columns[c].unit),
                                               number_or_empty(paper.value),
                                               number_or_empty(paper.spread),
                                               number_or_empty(measured.value),
                                               number_or_empty(measured.spread),
                                               number_or_empty(measured.interval.low),
                                               number_or_empty(measured.interval.high),
                                               csv_text(row.samples),
                                               csv_text(row.data),
                                               csv_text(row.note)};
      text += fmt::format("{}\n", fmt::join(fields, ","));
    }
  }
  return text;
}

}  // namespace mien::paper
