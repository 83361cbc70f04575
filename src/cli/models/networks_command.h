#pragma once

#include <string>

#include "cli/shell/command.h"

namespace mien::cli {

/// What the table of networks is counted for.
struct NetworksOptions {
  int classes = 8;
  int size = 0;  ///< of the square picture, pixels; 0: each network's own
};

/// The table of `mien networks`: each architecture with its counts and the paper's.
/// A picture that is too small for a network has no multiply-adds there.
[[nodiscard]] std::string networks_table(const NetworksOptions& options);

/// `mien networks`: list the networks that can be trained.
Command add_networks_command(CLI::App& parent);

}  // namespace mien::cli
