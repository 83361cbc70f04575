#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien evaluate detection`
Command add_evaluate_detection(CLI::App& evaluate);

}  // namespace mien::cli
