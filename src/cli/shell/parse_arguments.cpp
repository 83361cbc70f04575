#include "cli/shell/parse_arguments.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <utility>

#include "app/exit_code.h"
#include "cli/shell/command.h"
#include "cli/shell/command_page.h"
#include "cli/shell/command_words.h"
#include "cli/shell/help_text.h"
#include "cli/shell/renamed_options.h"
#include "cli/shell/usage_problem.h"
#include "core/console.h"
#include "core/printable.h"

namespace mien::cli {

namespace {

/// A word after the first argument is never a command: `mien evaluate MODEL lfw` is about a folder
/// of that name. CLI11 would take it for the command.
std::vector<std::string> with_plain_arguments(const CLI::App& program,
                                              const std::vector<std::string>& arguments) {
  std::vector<std::string> plain;
  for (const CommandWord& word : classify_words(program, arguments)) {
    const bool mistakable =
        word.kind == WordKind::argument && find_command(*word.command, word.text) != nullptr;
    plain.push_back(mistakable ? "./" + word.text : word.text);
  }
  return plain;
}

/// The command that was named without the command that it needs and without anything else.
const CLI::App* command_alone(const CLI::App& program, const std::vector<CommandWord>& words) {
  const CLI::App* last = words.empty() ? &program : words.back().command;
  const bool only_commands = std::ranges::all_of(
      words, [](const CommandWord& word) { return word.kind == WordKind::command; });
  return only_commands && last->get_require_subcommand_min() > 0 ? last : nullptr;
}

int report_usage(const CLI::App& command, const std::string& problem) {
  const std::string name = page_of(command).name();
  say(fmt::format("{}: {}\n{} --help says more.\n", name, printable(problem), name));
  return app::exit_usage;
}

}  // namespace

std::unique_ptr<CLI::App> make_parser(const std::string& name, const std::string& summary) {
  auto parser = std::make_unique<CLI::App>(summary, name);
  parser->set_help_flag("-h,--help", "Show this help and end");
  parser->formatter(std::make_shared<HelpFormatter>());
  return parser;
}

std::optional<int> parse_arguments(CLI::App& program, const std::vector<std::string>& arguments) {
  const CurrentWords current = in_current_words(program, arguments, renamed_options());
  for (const std::string& note : current.notes) {
    say(fmt::format("{}: note: {}\n", page_of(program).name(), printable(note)));
  }
  std::vector<std::string> rest = with_plain_arguments(program, current.arguments);
  const std::vector<CommandWord> words = classify_words(program, rest);
  if (const CLI::App* alone = command_alone(program, words)) {
    std::cout << alone->help();
    return app::exit_ok;
  }
  if (const auto unknown = unknown_word(words)) {
    return report_usage(*unknown->command, unknown->text);
  }
  try {
    // CLI11 takes the words from the back.
    std::ranges::reverse(rest);
    program.parse(std::move(rest));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program.exit(error);
    const CLI::App& command = words.empty() ? program : *words.back().command;
    return report_usage(command, problem_text(command, error));
  }
  return std::nullopt;
}

std::vector<std::string> words_of(int argc, char** argv) {
  return argc > 1 ? std::vector<std::string>(argv + 1, argv + argc) : std::vector<std::string>();
}

}  // namespace mien::cli
