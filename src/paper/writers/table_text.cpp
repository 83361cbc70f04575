#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "paper/writers/table_grid.h"
#include "paper/writers/table_writers.h"
#include "report/display_text.h"

namespace mien::paper {

namespace {

constexpr int text_width = 100;
constexpr int least_head_width = 12;

int longest_word(const std::string& text) {
  int longest = 0;
  std::istringstream words(printable(text));
  for (std::string word; words >> word;) longest = std::max(longest, display_width(word));
  return longest;
}

/// The head of each column in lines that are no wider than what stands below them needs.
std::vector<std::vector<std::string>> heads_of(const Grid& grid) {
  std::vector<std::vector<std::string>> heads;
  for (std::size_t i = 0; i < grid.heads.size(); ++i) {
    int width = std::max(least_head_width, longest_word(grid.heads[i]));
    for (const GridRow& row : grid.rows) {
      if (!row.heading) width = std::max(width, display_width(printable(row.cells[i])));
    }
    heads.push_back(wrap(printable(grid.heads[i]), width));
  }
  return heads;
}

std::vector<int> widths_of(const Grid& grid, const std::vector<std::vector<std::string>>& heads) {
  std::vector<int> widths(grid.heads.size(), 0);
  for (std::size_t i = 0; i < heads.size(); ++i) {
    for (const std::string& line : heads[i]) widths[i] = std::max(widths[i], display_width(line));
    for (const GridRow& row : grid.rows) {
      if (!row.heading) widths[i] = std::max(widths[i], display_width(printable(row.cells[i])));
    }
  }
  return widths;
}

std::string text_line(const std::vector<std::string>& cells, const Grid& grid,
                      const std::vector<int>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = printable(cells[i]);
    line += "  " + (grid.numbers[i] ? pad_left(cell, widths[i]) : pad_right(cell, widths[i]));
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

/// All lines of the heads, which stand on the line above the first row.
std::string head_lines(const Grid& grid, const std::vector<std::vector<std::string>>& heads,
                       const std::vector<int>& widths) {
  std::size_t lines = 0;
  for (const auto& head : heads) lines = std::max(lines, head.size());
  std::string text;
  for (std::size_t line = 0; line < lines; ++line) {
    std::vector<std::string> cells;
    for (const auto& head : heads) {
      const std::size_t empty = lines - head.size();
      cells.push_back(line < empty ? "" : head[line - empty]);
    }
    text += text_line(cells, grid, widths);
  }
  return text;
}

std::string wrapped(std::string_view first, std::string_view text) {
  std::string result;
  const std::string later(first.size(), ' ');
  for (const std::string& line :
       wrap(printable(text), text_width - static_cast<int>(first.size()))) {
    result += std::string(result.empty() ? first : std::string_view(later)) + line + "\n";
  }
  return result;
}

}  // namespace

std::string table_text(const ReproducedTable& table) {
  const Grid grid = grid_of(table);
  const auto heads = heads_of(grid);
  const std::vector<int> widths = widths_of(grid, heads);
  std::string text = printable(table.title) + "\n" + wrapped("", table.caption) + "\n" +
                     head_lines(grid, heads, widths);
  for (const GridRow& row : grid.rows) {
    text += row.heading ? "  " + printable(row.cells.front()) + "\n"
                        : text_line(row.cells, grid, widths);
  }
  for (std::size_t i = 0; i < grid.notes.size(); ++i) {
    text += (i == 0 ? "\n" : "") + wrapped(fmt::format("  [{}] ", i + 1), grid.notes[i]);
  }
  for (const std::string& note : table.notes) text += "\n" + wrapped("  ", note);
  if (!table.command.empty()) text += fmt::format("\n  {}\n", printable(table.command));
  return text;
}

}  // namespace mien::paper
