#include "cli/shell/reference_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>

#include "cli/shell/footer_parts.h"
#include "cli/shell/help_text.h"

namespace mien::cli {

namespace {

/// Text of a cell: no end of the cell, no tag of HTML.
std::string cell(std::string_view text) {
  std::string markdown;
  for (const char letter : text) {
    if (letter == '|') {
      markdown += "\\|";
    } else if (letter == '<') {
      markdown += "&lt;";
    } else {
      markdown += letter;
    }
  }
  return markdown;
}

std::string code(std::string_view text) { return fmt::format("`{}`", text); }

std::string option_names(const OptionEntry& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.names) {
    // In a table, the bars between choices would end the cell, in code as well.
    names.push_back(cell(code(option.value.empty() ? name : name + " " + option.value)));
  }
  return fmt::format("{}{}", fmt::join(names, ", "), option.repeats ? " ..." : "");
}

std::string companions(const OptionEntry& option) {
  std::string text;
  if (option.required) text += " Required.";
  if (!option.needs.empty()) text += fmt::format(" Needs {}.", fmt::join(option.needs, ", "));
  if (!option.excludes.empty()) {
    text += fmt::format(" Not with {}.", fmt::join(option.excludes, ", "));
  }
  return text;
}

std::string row(const OptionEntry& option) {
  std::string help = option.help;
  if (!help.empty() && help.back() != '.') help += '.';
  return fmt::format("| {} | {}{} | {} | {} |\n", option_names(option), cell(help),
                     cell(companions(option)), cell(option.limits),
                     option.initial.empty() ? "" : cell(code(option.initial)));
}

constexpr std::string_view head = "| {} | what it does | range | default |\n|---|---|---|---|\n";

std::string table(const std::string& title, const std::string& rows) {
  if (rows.empty()) return {};
  return "\n" + fmt::format(fmt::runtime(head), title) + rows;
}

std::string option_tables(const CommandPage& page) {
  std::string arguments;
  for (const OptionEntry& option : page.options) {
    if (option.argument) arguments += row(option);
  }
  std::string text = table("argument", arguments);
  for (const std::string& group : option_groups(page)) {
    std::string rows;
    for (const OptionEntry& option : page.options) {
      if (!option.argument && option.group == group) rows += row(option);
    }
    text += table(group == "Options" ? "option" : cell(group), rows);
  }
  return text;
}

std::string footer_text(const std::string& footer) {
  const FooterParts parts = parts_of_footer(footer);
  std::string text;
  if (!parts.examples.empty()) {
    text += "\n```\n";
    for (const std::string& line : parts.examples) {
      text += (line.starts_with("  ") ? line.substr(2) : line) + "\n";
    }
    text += "```\n";
  }
  std::string notes;
  for (const std::string& line : parts.text) notes += cell(line) + "\n";
  while (notes.starts_with('\n')) notes.erase(0, 1);
  return notes.empty() ? text : text + "\n" + notes;
}

/// @param depth of the heading, from 1
std::string section(const CommandPage& page, int depth) {
  return fmt::format("{} {}\n\n{}.\n\n    {}\n{}{}",
                     std::string(static_cast<std::size_t>(depth), '#'), page.name(),
                     cell(page.summary), usage_line(page), option_tables(page),
                     footer_text(page.footer));
}

constexpr std::string_view preface =
    "<!-- Written by `mien help --reference docs/reference`. Change the definitions, not this. "
    "-->\n";

}  // namespace

std::vector<ReferenceFile> reference_files(const std::vector<CommandPage>& pages) {
  std::vector<ReferenceFile> files;
  std::string list = std::string(preface) +
                     "# The commands of mien\n\nEach page has every option of a command, with its "
                     "range and its default.\n\n| command | what it does |\n|---|---|\n";
  for (const CommandPage& page : pages) {
    if (page.path.size() < 2) continue;
    if (page.path.size() == 2) {
      const std::string& name = page.path[1];
      files.push_back({name + ".md", std::string(preface) + section(page, 1)});
      list += fmt::format("| [{0}]({0}.md) | {1} |\n", name, cell(page.summary));
    } else {
      files.back().text += "\n" + section(page, static_cast<int>(page.path.size()) - 1);
    }
  }
  files.push_back({"README.md", list});
  return files;
}

}  // namespace mien::cli
