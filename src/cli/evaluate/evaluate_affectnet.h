#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien evaluate affectnet DIR`: expressions (Table 2).
[[nodiscard]] Command add_evaluate_affectnet(CLI::App& evaluate);

}  // namespace mien::cli
