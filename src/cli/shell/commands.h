#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cli/shell/command.h"

namespace mien::cli {

/// The program mien: its parser, and what its commands do.
struct Commands {
  std::unique_ptr<CLI::App> program;
  std::vector<Command> list;
};

/// The commands of mien.
/// @param version what --version prints after the name
/// @param arguments what follows the program's name: commands that it cannot lead to are left out.
/// None gives all of them.
[[nodiscard]] Commands make_commands(const std::string& version,
                                     std::span<const std::string> arguments = {});

/// Runs mien.
/// @param arguments what follows the program's name
/// @return the exit code
/// @throws Error as the commands do
[[nodiscard]] int run_commands(const Commands& commands, const std::vector<std::string>& arguments);

}  // namespace mien::cli
