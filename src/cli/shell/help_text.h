#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/shell/command_page.h"

namespace mien::cli {

/// The first line of use, such as "mien identify --gallery FILE|DIR [OPTION]... PHOTO...".
[[nodiscard]] std::string usage_line(const CommandPage& page);

/// The headings of a command's options in their order; "Options", with --help among them, is last.
[[nodiscard]] std::vector<std::string> option_groups(const CommandPage& page);

/// What --help prints.
/// @param columns width of the lines; examples keep theirs
[[nodiscard]] std::string help_text(const CommandPage& page, int columns);

/// The help of a command, as wide as the terminal but never wider than 100 columns.
[[nodiscard]] std::string help_for_terminal(const CLI::App& command);

/// Makes CLI11 print `help_for_terminal`.
class HelpFormatter : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
};

}  // namespace mien::cli
