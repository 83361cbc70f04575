#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/shell/command_words.h"

namespace mien::cli {

/// What is wrong with a command line, and whose --help says more.
struct UsageProblem {
  const CLI::App* command = nullptr;
  std::string text;
};

/// The first command or option that does not exist, with the one that was probably meant.
[[nodiscard]] std::optional<UsageProblem> unknown_word(const std::vector<CommandWord>& words);

/// What to say of a word that is none of the commands inside `command`.
[[nodiscard]] std::string unknown_command(const CLI::App& command, const std::string& word);

/// CLI11's error in the words of mien: what was expected and what was found.
[[nodiscard]] std::string problem_text(const CLI::App& command, const CLI::ParseError& error);

}  // namespace mien::cli
