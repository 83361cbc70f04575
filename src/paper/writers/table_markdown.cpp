#include <fmt/format.h>

#include "paper/writers/table_grid.h"
#include "paper/writers/table_writers.h"
#include "report/display_text.h"

namespace mien::paper {

namespace {

/// Text that Markdown takes as it is.
std::string plain(std::string_view text) {
  std::string result;
  for (const char c : printable(text)) {
    if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '<') result += '\\';
    result += c;
  }
  return result;
}

std::string line_of(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += " " + cell + (cell.empty() ? "|" : " |");
  return line + "\n";
}

}  // namespace

std::string table_markdown(const ReproducedTable& table) {
  const Grid grid = grid_of(table);
  std::string text = fmt::format("## {}\n\n{}\n\n", plain(table.title), plain(table.caption));
  std::vector<std::string> heads;
  std::vector<std::string> rules;
  for (std::size_t i = 0; i < grid.heads.size(); ++i) {
    heads.push_back(plain(grid.heads[i]));
    rules.emplace_back(grid.numbers[i] ? "---:" : "---");
  }
  text += line_of(heads) + line_of(rules);
  for (const GridRow& row : grid.rows) {
    std::vector<std::string> cells;
    for (const std::string& cell : row.cells) cells.push_back(plain(cell));
    if (row.heading) {
      cells.front() = cells.front().empty() ? "" : "**" + cells.front() + "**";
      cells.resize(grid.heads.size());
    }
    text += line_of(cells);
  }
  for (std::size_t i = 0; i < grid.notes.size(); ++i) {
    text += fmt::format("\n[{}] {}\n", i + 1, plain(grid.notes[i]));
  }
  for (const std::string& note : table.notes) text += fmt::format("\n{}\n", plain(note));
  if (!table.command.empty()) text += fmt::format("\n    {}\n", printable(table.command));
  return text;
}

}  // namespace mien::paper
