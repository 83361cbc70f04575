#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien analyze`: photos in, faces out.
[[nodiscard]] Command add_analyze_command(CLI::App& parent);

}  // namespace mien::cli
