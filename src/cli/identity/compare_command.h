#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// Exit code of `mien compare` for different people.
inline constexpr int exit_different = 4;

/// `mien compare`: whether two photos show the same person.
[[nodiscard]] Command add_compare_command(CLI::App& parent);

}  // namespace mien::cli
