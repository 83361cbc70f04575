#include "cli/shell/footer_parts.h"

#include <sstream>
#include <string_view>

namespace mien::cli {

FooterParts parts_of_footer(const std::string& footer) {
  constexpr std::string_view one_example = "Example: ";
  FooterParts parts;
  std::istringstream lines(footer);
  for (std::string line; std::getline(lines, line);) {
    if (line == "Examples:" || line == "Example:") continue;
    const std::size_t first = line.find_first_not_of(' ');
    if (first == std::string::npos) {
      if (!parts.text.empty()) parts.text.emplace_back();
    } else if (first > 0) {
      parts.examples.push_back(line.substr(first));
    } else if (line.starts_with(one_example)) {
      parts.examples.push_back(line.substr(one_example.size()));
    } else {
      parts.text.push_back(line);
    }
  }
  while (!parts.text.empty() && parts.text.back().empty()) parts.text.pop_back();
  return parts;
}

}  // namespace mien::cli
