#include "cli/shell/usage_problem.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/shell/command_page.h"
#include "cli/shell/suggestion.h"

namespace mien::cli {

namespace {

const CLI::App& program_of(const CLI::App& command) {
  return command.get_parent() == nullptr ? command : program_of(*command.get_parent());
}

std::string meant(const std::optional<std::string>& word) {
  return word ? fmt::format("; did you mean {}?", *word) : std::string();
}

std::string unknown_option(const CLI::App& command, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  std::vector<std::string> names;
  for (const OptionEntry& option : page_of(command).options) {
    if (option.argument) continue;
    // Short names are not suggested: each is near to each.
    std::ranges::copy_if(option.names, std::back_inserter(names),
                         [](const std::string& n) { return n.starts_with("--"); });
  }
  std::optional<std::string> nearest = nearest_word(name, names);
  if (!nearest && !name.starts_with("--")) nearest = nearest_word("-" + name, names);
  return fmt::format("expected an option of this command, found {}{}", name, meant(nearest));
}

/// A command of that name inside any other command, as it is to be written.
std::optional<std::string> elsewhere(const CLI::App& program, const std::string& name) {
  for (const CommandPage& page : pages_of(program)) {
    if (page.path.back() == name) return page.name();
  }
  return std::nullopt;
}

struct FoundOption {
  OptionEntry entry;
  std::vector<std::string> values;
};

/// The option that an error of CLI11 is about: the one whose name its text has.
std::optional<FoundOption> option_in(const CLI::App& command, const std::string& text) {
  std::optional<FoundOption> match;
  std::size_t longest = 0;
  const CommandPage page = page_of(command);
  for (const OptionEntry& entry : page.options) {
    const std::string& name = entry.names.back();
    if (name.size() <= longest || text.find(name) == std::string::npos) continue;
    const CLI::Option* option =
        entry.argument ? command.get_option_no_throw(name) : find_option(command, name);
    if (option == nullptr) continue;
    match = FoundOption{entry, option->results()};
    longest = name.size();
  }
  return match;
}

std::string bad_value(const FoundOption& option) {
  return fmt::format("{}: expected {}, found {}", option.entry.names.back(),
                     expected_value(option.entry), fmt::join(option.values, " "));
}

}  // namespace

std::string unknown_command(const CLI::App& command, const std::string& word) {
  std::vector<std::string> names;
  for (const CommandEntry& entry : page_of(command).commands) names.push_back(entry.name);
  std::optional<std::string> nearest = elsewhere(program_of(command), word);
  if (!nearest) nearest = nearest_word(word, names);
  if (!nearest && command.get_parent() == nullptr) {
    return fmt::format("expected a command, found {}", word);
  }
  if (!nearest) {
    return fmt::format("expected {}, found {}", fmt::join(names, ", "), word);
  }
  return fmt::format("expected a command, found {}{}", word, meant(nearest));
}

std::optional<UsageProblem> unknown_word(const std::vector<CommandWord>& words) {
  for (const CommandWord& word : words) {
    const bool needs_command = word.command->get_require_subcommand_min() > 0;
    if (word.kind == WordKind::option && word.text != "--" &&
        find_option(*word.command, word.text) == nullptr) {
      return UsageProblem{word.command, unknown_option(*word.command, word.text)};
    }
    if (word.kind == WordKind::argument && needs_command) {
      return UsageProblem{word.command, unknown_command(*word.command, word.text)};
    }
  }
  return std::nullopt;
}

std::string problem_text(const CLI::App& command, const CLI::ParseError& error) {
  std::string text = error.what();
  const std::string& kind = error.get_name();
  const std::optional<FoundOption> option = option_in(command, text);
  // Checks of mien's own say themselves what they expect.
  const bool is_explainable = option && text.find(": expected ") == std::string::npos &&
                              (!option->entry.limits.empty() || !option->entry.choices.empty());
  if (option && ((kind == "ValidationError" && is_explainable) || kind == "ConversionError")) {
    return bad_value(*option);
  }
  if (option && kind == "RequiredError") {
    return fmt::format("expected {}, found none", option->entry.names.back());
  }
  if (option && kind == "ArgumentMismatch" && option->values.empty()) {
    return fmt::format("{}: expected {}, found nothing", option->entry.names.back(),
                       expected_value(option->entry));
  }
  if (kind == "RequiredError") return "expected a command, found none";
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) {
    return fmt::format("expected no further argument, found{}", text.substr(text.rfind(": ") + 1));
  }
  return text;
}

}  // namespace mien::cli
