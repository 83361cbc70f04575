#pragma once

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien bench networks`: the paper's Table 3, measured here.
Command add_bench_command(CLI::App& parent);

}  // namespace mien::cli
