#pragma once

#include <string>
#include <vector>

#include "cli/shell/command_page.h"

namespace mien::cli {

/// A Markdown file of docs/reference/.
struct ReferenceFile {
  std::string name;  ///< such as "analyze.md"
  std::string text;
};

/// The reference of all commands: one file for each command of the program, with the commands
/// inside it as sections, and a "README.md" that lists them.
/// @param pages as `pages_of` gives them, the program's own first
[[nodiscard]] std::vector<ReferenceFile> reference_files(const std::vector<CommandPage>& pages);

}  // namespace mien::cli
