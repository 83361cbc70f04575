#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien gallery`: builds and keeps files of known faces.
[[nodiscard]] Command add_gallery_command(CLI::App& parent);

}  // namespace mien::cli
