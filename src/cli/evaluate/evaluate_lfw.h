#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien evaluate lfw DATA`: identification (Table 1) and verification on photos of people.
[[nodiscard]] Command add_evaluate_lfw(CLI::App& evaluate);

}  // namespace mien::cli
