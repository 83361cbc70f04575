#include "cli/shell/command_page.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace mien::cli {

namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(separator, start), text.size());
    parts.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

bool is_word(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char letter) {
    return std::islower(letter) != 0 || std::isdigit(letter) != 0 || letter == '-';
  });
}

/// The words of a value such as "png|jpeg" or "centre|model,..."; none if it is a placeholder.
std::vector<std::string> words_of_value(std::string value) {
  constexpr std::string_view more = ",...";
  if (value.ends_with(more)) value.resize(value.size() - more.size());
  std::vector<std::string> words = split(value, '|');
  if (words.size() < 2 || !std::ranges::all_of(words, is_word)) return {};
  return words;
}

/// CLI11 describes a range as "INT in [1 - 20]"; people say "1 to 20".
std::string range_in_words(const std::string& description) {
  const std::size_t open = description.find(" in [");
  const std::size_t dash = description.find(" - ");
  if (open == std::string::npos || dash == std::string::npos || !description.ends_with(']')) {
    return {};
  }
  const std::string least = description.substr(open + 5, dash - open - 5);
  const std::string most = description.substr(dash + 3, description.size() - dash - 4);
  constexpr double no_limit = 1e9;
  if (std::strtod(most.c_str(), nullptr) >= no_limit) return least + " or more";
  return least + " to " + most;
}

void apply_constraint(OptionEntry& entry, const std::string& description) {
  if (description.starts_with('{') && description.ends_with('}')) {
    entry.choices = split(std::string_view(description).substr(1, description.size() - 2), ',');
  } else if (description == "POSITIVE") {
    entry.limits = "above 0";
  } else if (description == "NONNEGATIVE") {
    entry.limits = "0 or more";
  } else {
    entry.limits = range_in_words(description);
    // A check of mien's own says its limits in words.
    if (entry.limits.empty() && description.find(" or ") != std::string::npos) {
      entry.limits = description;
    }
  }
}

/// Lists are shown as they are written on the command line, without brackets.
std::string initial_of(const CLI::Option& option) {
  std::string text = option.get_default_str();
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  return text;
}

std::string name_of(const CLI::Option& option) {
  if (!option.get_lnames().empty()) return "--" + option.get_lnames().front();
  return option.get_name();
}

template <typename Options>
std::vector<std::string> names_of(const Options& options) {
  std::vector<std::string> names;
  names.reserve(options.size());
  for (const CLI::Option* option : options) names.push_back(name_of(*option));
  std::ranges::sort(names);
  return names;
}

OptionEntry entry_of(const CLI::Option& option) {
  OptionEntry entry;
  entry.argument = option.get_positional();
  if (entry.argument) {
    entry.names = {option.get_name(true)};
  } else {
    for (const std::string& name : option.get_snames()) entry.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) entry.names.push_back("--" + name);
  }
  entry.help = option.get_description();
  entry.group = option.get_group();
  entry.required = option.get_required();
  entry.repeats = option.get_expected_max() >= CLI::detail::expected_max_vector_size;
  entry.needs = names_of(option.get_needs());
  entry.excludes = names_of(option.get_excludes());
  if (option.get_type_size() == 0) return entry;
  const std::vector<std::string> type = split(option.get_type_name(), ':');
  if (!entry.argument) entry.value = type.front();
  entry.choices = words_of_value(type.front());
  for (std::size_t i = 1; i < type.size(); ++i) apply_constraint(entry, type[i]);
  entry.initial = initial_of(option);
  return entry;
}

}  // namespace

std::string CommandPage::name(const std::string& separator) const {
  return fmt::format("{}", fmt::join(path, separator));
}

CommandPage page_of(const CLI::App& app) {
  CommandPage page;
  for (const CLI::App* part = &app; part != nullptr; part = part->get_parent()) {
    // The program's own name may be of two words, such as "mien train".
    std::vector<std::string> words = split(part->get_name(), ' ');
    page.path.insert(page.path.begin(), words.begin(), words.end());
  }
  page.summary = app.get_description();
  page.footer = app.get_footer();
  // CLI11 puts a line end behind a footer that is made when it is asked for.
  while (page.footer.ends_with('\n')) page.footer.pop_back();
  for (const CLI::Option* option :
       app.get_options([](const CLI::Option* o) { return !o->get_group().empty(); })) {
    page.options.push_back(entry_of(*option));
  }
  for (const CLI::App* command :
       app.get_subcommands([](const CLI::App* a) { return !a->get_group().empty(); })) {
    page.commands.push_back({command->get_name(), command->get_description()});
  }
  page.needs_command = app.get_require_subcommand_min() > 0;
  return page;
}

std::vector<CommandPage> pages_of(const CLI::App& program) {
  std::vector<CommandPage> pages = {page_of(program)};
  for (const CLI::App* command :
       program.get_subcommands([](const CLI::App* a) { return !a->get_group().empty(); })) {
    for (CommandPage& page : pages_of(*command)) pages.push_back(std::move(page));
  }
  return pages;
}

std::string expected_value(const OptionEntry& option) {
  std::string text = option.argument ? option.names.front() : option.value;
  if (!option.choices.empty()) text = fmt::format("{}", fmt::join(option.choices, ", "));
  if (!option.limits.empty()) text += fmt::format(" ({})", option.limits);
  return text;
}

std::string full_help(const OptionEntry& option) {
  std::vector<std::string> notes;
  const bool listed = !words_of_value(option.value).empty();
  if (!option.choices.empty() && !listed) {
    notes.push_back(fmt::format("{}", fmt::join(option.choices, ", ")));
  }
  if (!option.limits.empty()) notes.push_back(option.limits);
  if (!option.initial.empty()) notes.push_back("default: " + option.initial);
  if (option.required && !option.argument) notes.emplace_back("required");
  if (!option.needs.empty()) {
    notes.push_back(fmt::format("with {}", fmt::join(option.needs, ", ")));
  }
  if (!option.excludes.empty()) {
    notes.push_back(fmt::format("not with {}", fmt::join(option.excludes, ", ")));
  }
  if (notes.empty()) return option.help;
  return fmt::format("{} [{}]", option.help, fmt::join(notes, "; "));
}

}  // namespace mien::cli
