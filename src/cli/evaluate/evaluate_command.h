#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien evaluate MODEL DATA`: scores a model on labelled pictures.
[[nodiscard]] Command add_evaluate_command(CLI::App& parent);

}  // namespace mien::cli
