#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien group`: who is the same person in a folder of photos.
[[nodiscard]] Command add_group_command(CLI::App& parent);

}  // namespace mien::cli
