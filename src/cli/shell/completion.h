#pragma once

#include <string>
#include <vector>

#include "cli/shell/command_page.h"

namespace mien::cli {

/// The shells that `completion_script` knows: bash, fish and zsh.
[[nodiscard]] std::vector<std::string> completed_shells();

/// A script that completes commands, options, and the values of options with few of them.
/// @param shell one of `completed_shells`
/// @param pages all pages of the program, its own first
/// @throws Error (usage) for another shell
[[nodiscard]] std::string completion_script(const std::string& shell,
                                            const std::vector<CommandPage>& pages);

}  // namespace mien::cli
