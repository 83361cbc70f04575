#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <span>
#include <string>

namespace mien::cli {

/// One subcommand: its parser, and what to run when it was named. `run` returns the exit code or
/// throws Error.
struct Command {
  CLI::App* app = nullptr;
  std::function<int()> run;
  /// Sees the words behind the command before they are parsed; may be absent.
  std::function<void(std::span<const std::string> words)> before_parsing = {};
};

/// Exit codes of the program, besides 130 for an interrupted run.
inline constexpr int exit_ok = 0;
inline constexpr int exit_some_inputs_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_setup = 3;
inline constexpr int exit_interrupted = 130;

}  // namespace mien::cli
