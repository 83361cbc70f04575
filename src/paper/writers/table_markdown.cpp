#include <fmt/format.h>

#include "paper/writers/table_grid.h"
#include "paper/writers/table_writers.h"
#include "report/display_text.h"

namespace mien::paper {

namespace {

/// Text that Markdown takes as it is.
std::string escaped_markdown(std::string_view text) {
  std::string result;
  for (const char c : printable(text)) {
    if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '<') result += '\\';
    result += c;
  }
  return result;
}

std::string markdown_line(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += " " + cell + (cell.empty() ? "|" : " |");
  return line + "\n";
}

}  // namespace

std::string table_markdown(const ReproducedTable& table) {
  const Grid grid = grid_of(table);
  std::string text = fmt::format("## {}\n\n{}\n\n", escaped_markdown(table.title),
                                 escaped_markdown(table.caption));
  std::vector<std::string> heads;
  std::vector<std::string> rules;
  for (std::size_t i = 0; i < grid.heads.size(); ++i) {
    heads.push_back(escaped_markdown(grid.heads[i]));
    rules.emplace_back(grid.numbers[i] ? "---:" : "---");
  }
  text += markdown_line(heads) + markdown_line(rules);
  for (const GridRow& row : grid.rows) {
    std::vector<std::string> cells;
    for (const std::string& cell : row.cells) cells.push_back(escaped_markdown(cell));
    if (row.heading) {
      cells.front() = cells.front().empty() ? "" : "**" + cells.front() + "**";
      cells.resize(grid.heads.size());
    }
    text += markdown_line(cells);
  }
  for (std::size_t i = 0; i < grid.notes.size(); ++i) {
    text += fmt::format("\n[{}] {}\n", i + 1, escaped_markdown(grid.notes[i]));
  }
  for (const std::string& note : table.notes) text += fmt::format("\n{}\n", escaped_markdown(note));
  if (!table.command.empty()) text += fmt::format("\n    {}\n", printable(table.command));
  return text;
}

}  // namespace mien::paper
