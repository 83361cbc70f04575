#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// An option that had another name in the release before this one.
struct RenamedOption {
  std::string command;                 ///< words after the program's name, such as "evaluate lfw"
  std::string old_name;                ///< such as --models
  std::vector<std::string> words;      ///< what to say now: a name, or a name and its value
  std::vector<std::string> also = {};  ///< an option and its value that were the default before
};

/// All options with an old name that is still understood.
[[nodiscard]] const std::vector<RenamedOption>& renamed_options();

/// A command line in the words of this release.
struct CurrentWords {
  std::vector<std::string> arguments;
  std::vector<std::string> notes;  ///< one line for each old name that was found
};

/// Replaces old names of options by new ones.
/// @param arguments what follows the program's name
/// @param renamed the old names that are understood
[[nodiscard]] CurrentWords in_current_words(const CLI::App& program,
                                            const std::vector<std::string>& arguments,
                                            const std::vector<RenamedOption>& renamed);

}  // namespace mien::cli
