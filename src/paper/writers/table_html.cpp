#include <fmt/format.h>

#include "paper/writers/table_grid.h"
#include "paper/writers/table_writers.h"
#include "report/html/html_text.h"

namespace mien::paper {

namespace {

std::string head_html(const Grid& grid) {
  std::string text = "<thead><tr>";
  for (std::size_t i = 0; i < grid.heads.size(); ++i) {
    text += fmt::format("<th scope=\"col\"{}>{}</th>", grid.numbers[i] ? " class=\"number\"" : "",
                        html_text(grid.heads[i]));
  }
  return text + "</tr></thead>\n";
}

/// A number with its interval below it.
std::string number_html(const std::string& text) {
  const std::size_t interval = text.find(" (");
  if (interval == std::string::npos) return html_text(text);
  return fmt::format("{}<br><small>{}</small>", html_text(text.substr(0, interval)),
                     html_text(text.substr(interval + 1)));
}

std::string row_html(const GridRow& row, const Grid& grid) {
  if (row.heading) {
    return fmt::format("<tr class=\"group\"><th colspan=\"{}\" scope=\"rowgroup\">{}</th></tr>\n",
                       grid.heads.size(), html_text(row.cells.front()));
  }
  std::string text =
      fmt::format("<tr{}><th scope=\"row\">{}</th>", row.measured ? " class=\"measured\"" : "",
                  html_text(row.cells.front()));
  for (std::size_t i = 1; i < row.cells.size(); ++i) {
    const std::string& cell = row.cells[i];
    const bool absent = cell == not_stated || cell == not_measured;
    const std::string classes =
        fmt::format("{}{}", grid.numbers[i] ? "number" : "", absent ? " absent" : "");
    text +=
        fmt::format("<td{}>{}</td>", classes.empty() ? "" : fmt::format(" class=\"{}\"", classes),
                    grid.numbers[i] ? number_html(cell) : html_text(cell));
  }
  return text + "</tr>\n";
}

}  // namespace

std::string table_html(const ReproducedTable& table) {
  const Grid grid = grid_of(table);
  std::string text = fmt::format(
      "<section class=\"table panel\" id=\"{}\">\n<h2>{}</h2>\n<p class=\"hint\">{}</p>\n",
      html_text(table.id), html_text(table.title), html_text(table.caption));
  text += "<div class=\"wide\"><table>\n" + head_html(grid) + "<tbody>\n";
  for (const GridRow& row : grid.rows) text += row_html(row, grid);
  text += "</tbody>\n</table></div>\n";
  if (!grid.notes.empty()) {
    text += "<ol class=\"notes\">\n";
    for (const std::string& note : grid.notes)
      text += fmt::format("<li>{}</li>\n", html_text(note));
    text += "</ol>\n";
  }
  for (const std::string& note : table.notes) text += fmt::format("<p>{}</p>\n", html_text(note));
  if (!table.command.empty()) {
    text += fmt::format("<p><code>{}</code></p>\n", html_text(table.command));
  }
  const std::string chart = table_chart(table);
  if (!chart.empty()) text += "<div class=\"plot\">" + chart + "</div>\n";
  return text + "</section>\n";
}

}  // namespace mien::paper
