#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien reproduce`: the paper's tables beside what mien measures.
[[nodiscard]] Command add_reproduce_command(CLI::App& parent);

}  // namespace mien::cli
