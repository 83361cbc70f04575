#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien models`: list, show, fetch, verify and convert model files.
Command add_models_command(CLI::App& parent);

}  // namespace mien::cli
