#pragma once

#include <string>

#include "cli/command.h"

namespace mien::cli {

/// What the table of networks is counted for.
struct NetworksOptions {
  int classes = 8;
  int size = 224;  ///< of the square picture, pixels
};

/// The table of `mien networks`: each architecture with its counts and the paper's.
/// @throws Error (ErrorCode::usage) if the picture is too small for a network.
[[nodiscard]] std::string networks_table(const NetworksOptions& options);

/// `mien networks`: list the networks that can be trained.
Command add_networks_command(CLI::App& parent);

}  // namespace mien::cli
