#include "report/text_table.h"

#include <algorithm>
#include <cstddef>

#include "report/display_text.h"

namespace mien {

std::string text_table(const std::vector<TextRow>& rows) {
  std::vector<int> widths;
  for (const TextRow& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  std::string text;
  for (const TextRow& row : rows) {
    std::string line = "  " + pad_right(row.front(), widths.front());
    for (std::size_t i = 1; i < row.size(); ++i) line += "  " + pad_left(row[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace mien
