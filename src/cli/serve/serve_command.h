#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien serve`: answers programs and a page over HTTP.
[[nodiscard]] Command add_serve_command(CLI::App& parent);

}  // namespace mien::cli
