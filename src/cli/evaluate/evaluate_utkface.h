#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien evaluate utkface DATA`: age, gender and ethnicity (Tables 6 and 7).
[[nodiscard]] Command add_evaluate_utkface(CLI::App& evaluate);

}  // namespace mien::cli
