#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien predict CLASSIFIER DESCRIPTORS`: the classes of descriptors.
[[nodiscard]] Command add_predict_command(CLI::App& parent);

}  // namespace mien::cli
