#pragma once

#include <functional>
#include <span>
#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// One subcommand: its parser, and what to run when it was named. `run` returns the exit code or
/// throws Error.
struct Command {
  CLI::App* app = nullptr;
  std::function<int()> run;
  /// Sees the words behind the command before they are parsed; may be absent.
  std::function<void(std::span<const std::string> words)> before_parsing = {};
};

}  // namespace mien::cli
