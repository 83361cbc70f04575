#include "paper/writers/reproduced_table.h"

#include <algorithm>
#include <iterator>

namespace mien::paper {

bool is_measured(const TableRow& row) {
  return std::ranges::any_of(row.measured, [](const Cell& cell) { return cell.value.has_value(); });
}

void merge_rows(ReproducedTable& table, const std::vector<TableRow>& measured) {
  for (const TableRow& row : measured) {
    const auto same = std::ranges::find_if(table.rows, [&](const TableRow& other) {
      return other.group == row.group && other.title == row.title;
    });
    if (same != table.rows.end()) {
      same->measured = row.measured;
      same->samples = row.samples;
      same->data = row.data;
      same->note = row.note;
      continue;
    }
    const auto last =
        std::ranges::find(table.rows.rbegin(), table.rows.rend(), row.group, &TableRow::group);
    table.rows.insert(last == table.rows.rend() ? table.rows.end() : last.base(), row);
  }
}

}  // namespace mien::paper
