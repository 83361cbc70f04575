#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien evaluate afew DIR`: the paper's experiment on AFEW (Table 4).
[[nodiscard]] Command add_evaluate_afew(CLI::App& evaluate);

/// `mien evaluate vgaf DIR`: the paper's experiment on VGAF (Table 5).
[[nodiscard]] Command add_evaluate_vgaf(CLI::App& evaluate);

/// `mien evaluate clips DATA [VALID]`: the same on any labelled clips.
[[nodiscard]] Command add_evaluate_clips(CLI::App& evaluate);

}  // namespace mien::cli
