#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// mien page: writes pages that work without mien.
Command add_page_command(CLI::App& parent);

}  // namespace mien::cli
