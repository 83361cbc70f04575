#include "paper/writers/table_grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace mien::paper {

namespace {

/// Which texts of a table are shown.
struct Shown {
  std::vector<bool> paper;     ///< one a column
  std::vector<bool> measured;  ///< one a column
  bool samples = false;
  bool data = false;
  bool notes = false;
};

const Cell& cell_at(const std::vector<Cell>& cells, std::size_t column) {
  static const Cell none;
  return column < cells.size() ? cells[column] : none;
}

Shown shown_of(const ReproducedTable& table) {
  Shown shown;
  const auto any = [&](const auto& has) { return std::ranges::any_of(table.rows, has); };
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    shown.paper.push_back(
        any([&](const TableRow& row) { return cell_at(row.paper, c).value.has_value(); }));
    const bool measured =
        any([&](const TableRow& row) { return cell_at(row.measured, c).value.has_value(); });
    // Where nothing is measured at all, the paper's columns show that it is missing.
    shown.measured.push_back(measured || (shown.paper.back() && !any(is_measured)));
  }
  shown.samples = any([](const TableRow& row) { return !row.samples.empty(); });
  shown.data = any([](const TableRow& row) { return !row.data.empty(); });
  shown.notes = any([](const TableRow& row) { return !row.note.empty(); });
  return shown;
}

std::string paper_text(const TableRow& row, std::size_t column, int decimals) {
  if (row.paper.empty()) return "";
  const std::string text = cell_text(cell_at(row.paper, column), decimals);
  return text.empty() ? std::string(not_stated) : text;
}

std::string measured_text(const TableRow& row, std::size_t column, int decimals) {
  const std::string text = cell_text(cell_at(row.measured, column), decimals);
  return text.empty() && !is_measured(row) ? std::string(not_measured) : text;
}

std::string title_of(const TableColumn& column) {
  return column.unit.empty() ? column.title : fmt::format("{}, {}", column.title, column.unit);
}

void add_heads(Grid& grid, const ReproducedTable& table, const Shown& shown) {
  const auto add = [&](std::string text, bool number) {
    grid.heads.push_back(std::move(text));
    grid.numbers.push_back(number);
  };
  add("", false);
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const std::string title = title_of(table.columns[c]);
    if (shown.paper[c]) add(title + ": paper", true);
    if (shown.measured[c]) add(shown.paper[c] ? title + ": mien" : title, true);
  }
  if (shown.samples) add("samples", false);
  if (shown.data) add("data", false);
  if (shown.notes) add("note", false);
}

std::string note_number(Grid& grid, const std::string& note) {
  if (note.empty()) return "";
  const auto match = std::ranges::find(grid.notes, note);
  const auto number = std::distance(grid.notes.begin(), match) + 1;
  if (match == grid.notes.end()) grid.notes.push_back(note);
  return fmt::format("[{}]", number);
}

}  // namespace

std::string cell_text(const Cell& cell, int decimals) {
  if (!cell.value || !std::isfinite(*cell.value)) return "";
  std::string text = fmt::format("{:.{}f}", *cell.value, decimals);
  if (cell.spread) text += fmt::format(" ± {:.{}f}", *cell.spread, decimals);
  if (std::isfinite(cell.interval.low) && std::isfinite(cell.interval.high)) {
    text += fmt::format(" ({:.{}f} to {:.{}f})", cell.interval.low, decimals, cell.interval.high,
                        decimals);
  }
  return text;
}

Grid grid_of(const ReproducedTable& table) {
  const Shown shown = shown_of(table);
  Grid grid;
  add_heads(grid, table, shown);
  std::string group;
  for (const TableRow& row : table.rows) {
    if (row.group != group) grid.rows.push_back({{row.group}, true, false});
    group = row.group;
    GridRow line{{row.title}, false, is_measured(row)};
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const int decimals = table.columns[c].decimals;
      if (shown.paper[c]) line.cells.push_back(paper_text(row, c, decimals));
      if (shown.measured[c]) line.cells.push_back(measured_text(row, c, decimals));
    }
    if (shown.samples) line.cells.push_back(row.samples);
    if (shown.data) line.cells.push_back(row.data);
    if (shown.notes) line.cells.push_back(note_number(grid, row.note));
    grid.rows.push_back(std::move(line));
  }
  return grid;
}

}  // namespace mien::paper
