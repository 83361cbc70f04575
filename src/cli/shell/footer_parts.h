#pragma once

#include <string>
#include <vector>

namespace mien::cli {

/// The end of a help text, taken apart.
struct FooterParts {
  std::vector<std::string> text;      ///< lines of whole sentences
  std::vector<std::string> examples;  ///< lines to keep as they are
};

/// Takes a footer apart: examples are the lines after "Examples:" that begin with a space, or a
/// line that begins with "Example: ".
[[nodiscard]] FooterParts parts_of_footer(const std::string& footer);

}  // namespace mien::cli
