#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien fit DESCRIPTORS`: fits and cross-validates a classifier of descriptors.
[[nodiscard]] Command add_fit_command(CLI::App& parent);

}  // namespace mien::cli
