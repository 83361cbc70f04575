#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mien::cli {

/// A parser without options, whose help is in the style of mien (cli/shell/help_text.h).
/// @param name the words that start the program
[[nodiscard]] std::unique_ptr<CLI::App> make_parser(const std::string& name,
                                                    const std::string& summary);

/// Parses the command line. Unknown words are reported on standard error with the word that was
/// probably meant; old names of options are understood, with a note on standard error.
/// @param arguments what follows the program's name
/// @return the exit code if nothing is left to do: after help, and after an error
[[nodiscard]] std::optional<int> parse_arguments(CLI::App& program,
                                                 const std::vector<std::string>& arguments);

/// What follows the program's name.
[[nodiscard]] std::vector<std::string> words_of(int argc, char** argv);

}  // namespace mien::cli
