#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien help`: the help of a command. With hidden options it writes the man pages and the
/// completions of shells, for the build.
Command add_help_command(CLI::App& parent);

}  // namespace mien::cli
