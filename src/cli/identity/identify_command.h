#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien identify`: who of a gallery the faces of photos are.
[[nodiscard]] Command add_identify_command(CLI::App& parent);

}  // namespace mien::cli
