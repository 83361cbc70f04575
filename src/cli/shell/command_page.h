#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// One option or argument of a command, as help, man pages and completions show it.
struct OptionEntry {
  std::vector<std::string> names;  ///< such as -q and --quiet; of an argument its name alone
  std::string value;               ///< what stands after the name, such as FILE; empty for a switch
  std::string help;
  std::string limits;   ///< such as "12 or more"; empty if every value is taken
  std::string initial;  ///< the value without the option; empty if there is none to name
  std::vector<std::string> choices;   ///< the words that are taken, if only some are
  std::vector<std::string> needs;     ///< options that must come with it
  std::vector<std::string> excludes;  ///< options that must not come with it
  std::string group;                  ///< heading in the help
  bool argument = false;              ///< has no name on the command line
  bool required = false;
  bool repeats = false;  ///< an argument that may be given several times
};

/// The name and the one-line summary of a command inside another.
struct CommandEntry {
  std::string name;
  std::string summary;
};

/// One command as its reader sees it.
struct CommandPage {
  std::vector<std::string> path;  ///< words that start it, such as mien, evaluate and lfw
  std::string summary;
  std::string footer;
  std::vector<OptionEntry> options;  ///< without hidden ones, in the order of definition
  std::vector<CommandEntry> commands;
  bool needs_command = false;  ///< does nothing without one of `commands`

  /// The words of `path` with a separator between them.
  [[nodiscard]] std::string name(const std::string& separator = " ") const;
};

/// The page of one command.
[[nodiscard]] CommandPage page_of(const CLI::App& app);

/// The pages of a program: its own first, then each command followed by those inside it.
[[nodiscard]] std::vector<CommandPage> pages_of(const CLI::App& program);

/// What may stand after the option's name, in words, such as "PIXELS (12 or more)".
[[nodiscard]] std::string expected_value(const OptionEntry& option);

/// The help of an option together with its limits, default and companions, as one text.
[[nodiscard]] std::string full_help(const OptionEntry& option);

}  // namespace mien::cli
