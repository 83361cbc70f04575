#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien evaluate affwild2`: expressions, valence and arousal on the frames of Aff-Wild2.
[[nodiscard]] Command add_evaluate_affwild2(CLI::App& evaluate);

}  // namespace mien::cli
