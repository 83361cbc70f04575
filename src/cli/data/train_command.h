#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien train`: starts mien-train, which stands beside the program. It is a program of its own so
/// that what only reads faces does without LibTorch.
Command add_train_command(CLI::App& parent);

}  // namespace mien::cli
