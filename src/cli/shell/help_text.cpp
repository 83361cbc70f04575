#include "cli/shell/help_text.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "app/terminal.h"

namespace mien::cli {

namespace {

constexpr std::size_t name_indent = 2;
constexpr std::size_t help_indent = 26;

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    // A list that is longer than a line is broken after a comma.
    while (word.size() > columns && word.substr(0, columns).find(',') != std::string_view::npos) {
      const std::size_t part = word.substr(0, columns).rfind(',') + 1;
      if (lines.back().empty()) lines.pop_back();
      lines.emplace_back(word.substr(0, part));
      lines.emplace_back();
      word.remove_prefix(part);
    }
    if (word.empty()) continue;
    std::string& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (line.size() + 1 + word.size() <= columns) {
      line += fmt::format(" {}", word);
    } else {
      lines.emplace_back(word);
    }
  }
  return lines;
}

std::string paragraph(std::string_view text, int columns) {
  return fmt::format("{}\n", fmt::join(wrapped(text, static_cast<std::size_t>(columns)), "\n"));
}

/// A name on the left and its help beside it, or below it if the name is long.
std::string two_columns(const std::string& name, const std::string& help, int columns) {
  std::string text = std::string(name_indent, ' ') + name;
  std::size_t start = text.size();
  const std::size_t width = static_cast<std::size_t>(columns) - help_indent;
  for (const std::string& line : wrapped(help, width)) {
    if (start + 2 > help_indent) {
      text += '\n';
      start = 0;
    }
    text += std::string(help_indent - start, ' ') + line;
    start = help_indent;
  }
  return text + '\n';
}

std::string left_side(const OptionEntry& option) {
  if (option.argument) return option.names.front() + (option.repeats ? "..." : "");
  std::string text = fmt::format("{}", fmt::join(option.names, ", "));
  if (!option.value.empty()) text += " " + option.value;
  return text;
}

std::string arguments_text(const CommandPage& page, int columns) {
  std::string text;
  for (const OptionEntry& option : page.options) {
    if (option.argument) text += two_columns(left_side(option), full_help(option), columns);
  }
  return text.empty() ? text : "\nArguments:\n" + text;
}

std::string options_text(const CommandPage& page, int columns) {
  const std::vector<std::string> groups = option_groups(page);
  std::string text;
  for (const std::string& group : groups) {
    const bool rest = group == "Options" && groups.size() > 1;
    text += fmt::format("\n{}:\n", rest ? "Other options" : group);
    for (const OptionEntry& option : page.options) {
      if (option.argument || option.group != group) continue;
      text += two_columns(left_side(option), full_help(option), columns);
    }
  }
  return text;
}

}  // namespace

std::vector<std::string> option_groups(const CommandPage& page) {
  std::vector<std::string> groups;
  for (const OptionEntry& option : page.options) {
    if (option.argument || std::ranges::find(groups, option.group) != groups.end()) continue;
    groups.push_back(option.group);
  }
  // What belongs to no group of its own, --help among it, comes last.
  std::stable_partition(groups.begin(), groups.end(),
                        [](const std::string& g) { return g != "Options"; });
  return groups;
}

std::string usage_line(const CommandPage& page) {
  std::string text = page.name();
  for (const OptionEntry& option : page.options) {
    if (!option.argument && option.required) text += " " + left_side(option);
  }
  if (!page.needs_command) text += " [OPTION]...";
  for (const OptionEntry& option : page.options) {
    if (!option.argument) continue;
    const std::string name = left_side(option);
    text += option.required ? " " + name : " [" + name + "]";
  }
  return text + (page.needs_command ? " COMMAND" : "");
}

std::string help_text(const CommandPage& page, int columns) {
  std::string text = paragraph(page.summary, columns);
  text += "\nUsage: " + usage_line(page) + "\n";
  if (!page.commands.empty() && !page.needs_command) {
    text += "       " + page.name() + " COMMAND\n";
  }
  text += arguments_text(page, columns);
  if (!page.commands.empty()) text += "\nCommands:\n";
  for (const CommandEntry& command : page.commands) {
    text += two_columns(command.name, command.summary, columns);
  }
  text += options_text(page, columns);
  if (!page.footer.empty()) text += "\n" + page.footer + "\n";
  return text;
}

std::string help_for_terminal(const CLI::App& command) {
  constexpr int narrowest = 60;
  constexpr int widest = 100;
  return help_text(page_of(command),
                   std::clamp(app::terminal_columns(STDOUT_FILENO), narrowest, widest));
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string /*name*/,
                                     CLI::AppFormatMode /*mode*/) const {
  return help_for_terminal(*app);
}

}  // namespace mien::cli
