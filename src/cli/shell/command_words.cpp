#include "cli/shell/command_words.h"

#include <CLI/CLI.hpp>
#include <cctype>

namespace mien::cli {

namespace {

bool looks_like_option(const std::string& word) {
  if (word.size() < 2 || word[0] != '-') return false;
  // A negative number is a value.
  return std::isdigit(static_cast<unsigned char>(word[1])) == 0 && word[1] != '.';
}

bool is_written_so(const CLI::Option& option, const std::string& name) {
  if (name.starts_with("--")) return option.check_lname(name.substr(2));
  // Short options may share a dash, or stand before their value without a space.
  return option.check_sname(name.substr(1, 1));
}

/// True if the next word is the value of this one.
bool takes_next_word(const CLI::Option* option, const std::string& word) {
  if (option == nullptr || option->get_items_expected_min() == 0) return false;
  if (word.starts_with("--")) return word.find('=') == std::string::npos;
  return word.size() == 2;
}

}  // namespace

const CLI::Option* find_option(const CLI::App& command, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  for (const CLI::Option* option : command.get_options()) {
    if (is_written_so(*option, name)) return option;
  }
  return nullptr;
}

const CLI::App* find_command(const CLI::App& command, const std::string& name) {
  for (const CLI::App* inner : command.get_subcommands({})) {
    if (inner->get_disabled()) continue;
    if (inner->check_name(name)) return inner;
  }
  return nullptr;
}

std::string path_in_program(const CLI::App& command) {
  if (command.get_parent() == nullptr) return {};
  const std::string before = path_in_program(*command.get_parent());
  return before.empty() ? command.get_name() : before + " " + command.get_name();
}

std::vector<CommandWord> classify_words(const CLI::App& program,
                                        const std::vector<std::string>& arguments) {
  std::vector<CommandWord> words;
  const CLI::App* command = &program;
  bool value_follows = false;
  bool arguments_only = false;
  bool argument_seen = false;
  for (const std::string& word : arguments) {
    CommandWord next{.text = word, .kind = WordKind::argument, .command = command};
    if (value_follows) {
      next.kind = WordKind::value;
      value_follows = false;
    } else if (!arguments_only && word == "--") {
      next.kind = WordKind::option;
      arguments_only = true;
    } else if (!arguments_only && looks_like_option(word)) {
      next.kind = WordKind::option;
      value_follows = takes_next_word(find_option(*command, word), word);
    } else if (const CLI::App* inner = find_command(*command, word);
               inner != nullptr && !arguments_only && !argument_seen) {
      next.kind = WordKind::command;
      next.command = command = inner;
    } else {
      argument_seen = true;
    }
    words.push_back(next);
  }
  return words;
}

}  // namespace mien::cli
