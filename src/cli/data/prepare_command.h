#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien prepare`: cuts the faces out of labelled pictures.
[[nodiscard]] Command add_prepare_command(CLI::App& parent);

}  // namespace mien::cli
