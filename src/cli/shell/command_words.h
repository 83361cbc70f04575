#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace mien::cli {

/// What a word of the command line is, as far as the definitions of the commands tell.
enum class WordKind { command, option, value, argument };

/// A word of the command line, with the command that it belongs to.
struct CommandWord {
  std::string text;
  WordKind kind = WordKind::argument;
  const CLI::App* command = nullptr;  ///< for a command word that command itself
};

/// Reads the command line word by word without running or checking anything, so that messages can
/// say what is wrong in it.
/// @param arguments what follows the program's name
[[nodiscard]] std::vector<CommandWord> classify_words(const CLI::App& program,
                                                      const std::vector<std::string>& arguments);

/// The option of a command that is written so, without "=VALUE"; nullptr if there is none.
[[nodiscard]] const CLI::Option* find_option(const CLI::App& command, const std::string& word);

/// The command inside another that has this name; nullptr if there is none.
[[nodiscard]] const CLI::App* find_command(const CLI::App& command, const std::string& name);

/// The words that start a command, without the program's name, such as "evaluate lfw".
[[nodiscard]] std::string path_in_program(const CLI::App& command);

}  // namespace mien::cli
