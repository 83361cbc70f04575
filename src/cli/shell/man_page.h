#pragma once

#include <string>
#include <vector>

#include "cli/shell/command_page.h"

namespace mien::cli {

/// A command's man page in section 1, for man(1).
/// @param pages all pages of the program, for the pages to see also
/// @param version such as "mien 0.1.0"
[[nodiscard]] std::string man_page(const CommandPage& page, const std::vector<CommandPage>& pages,
                                   const std::string& version);

}  // namespace mien::cli
