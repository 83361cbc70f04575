#include "cli/shell/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "cli/shell/footer_parts.h"
#include "cli/shell/help_text.h"

namespace mien::cli {

namespace {

/// Text as roff takes it: no hyphen that may be broken at, no line that reads as a request.
std::string escaped(std::string_view text) {
  std::string roff;
  for (const char letter : text) {
    if (letter == '\\') {
      roff += "\\e";
    } else if (letter == '-') {
      roff += "\\-";
    } else {
      roff += letter;
    }
  }
  if (roff.starts_with('.') || roff.starts_with('\'')) roff.insert(0, "\\&");
  return roff;
}

std::string roff_quoted(const std::string& text) {
  std::string roff = "\"";
  for (const char letter : escaped(text)) {
    if (letter == '"') {
      roff += "\\(dq";
    } else {
      roff += letter;
    }
  }
  return roff + '"';
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string tagged(const std::string& tag, const std::string& text) {
  return fmt::format(".TP\n{}\n{}\n", tag, escaped(text));
}

std::string bold(const std::string& text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string option_tag(const OptionEntry& option) {
  if (option.argument) {
    return italic(option.names.front()) + (option.repeats ? "..." : "");
  }
  std::vector<std::string> names;
  for (const std::string& name : option.names) names.push_back(bold(name));
  std::string tag = fmt::format("{}", fmt::join(names, ", "));
  if (!option.value.empty()) tag += " " + italic(option.value);
  return tag;
}

std::string arguments_section(const CommandPage& page) {
  std::string text;
  for (const OptionEntry& option : page.options) {
    if (option.argument) text += tagged(option_tag(option), full_help(option));
  }
  return text.empty() ? text : ".SH ARGUMENTS\n" + text;
}

std::string options_section(const CommandPage& page) {
  std::string text;
  for (const std::string& group : option_groups(page)) {
    text += fmt::format(".SS {}\n", roff_quoted(group));
    for (const OptionEntry& option : page.options) {
      if (option.argument || option.group != group) continue;
      text += tagged(option_tag(option), full_help(option));
    }
  }
  return text.empty() ? text : ".SH OPTIONS\n" + text;
}

std::string commands_section(const CommandPage& page) {
  if (page.commands.empty()) return {};
  std::string text = ".SH COMMANDS\n";
  for (const CommandEntry& command : page.commands) {
    text += tagged(bold(command.name), command.summary);
  }
  return text;
}

std::string footer_sections(const FooterParts& parts) {
  std::string text;
  if (!parts.text.empty()) text += ".SH NOTES\n";
  for (const std::string& line : parts.text) {
    text += line.empty() ? std::string(".PP\n") : escaped(line) + "\n";
  }
  if (parts.examples.empty()) return text;
  text += ".SH EXAMPLES\n.nf\n";
  for (const std::string& line : parts.examples) text += escaped(line) + "\n";
  return text + ".fi\n";
}

std::string exit_status_section() {
  return ".SH EXIT STATUS\n" + tagged("0", "All is done.") +
         tagged("1", "Some inputs could not be read, or the data are not as expected.") +
         tagged("2", "The command line is wrong.") +
         tagged("3", "A model, the set-up or an output is at fault, and not the inputs.") +
         tagged("130", "The run was interrupted by Ctrl-C.");
}

std::string see_also_section(const CommandPage& page, const std::vector<CommandPage>& pages) {
  std::vector<std::string> names;
  for (const CommandPage& other : pages) {
    const bool near =
        other.path.size() <= page.path.size() + 1 &&
        (other.path.size() == 1 || page.path.size() == 1 || (other.path[1] == page.path[1]));
    if (near && other.path != page.path) names.push_back(bold(other.name("-")) + "(1)");
  }
  return names.empty() ? std::string() : fmt::format(".SH SEE ALSO\n{}\n", fmt::join(names, ",\n"));
}

}  // namespace

std::string man_page(const CommandPage& page, const std::vector<CommandPage>& pages,
                     const std::string& version) {
  std::string text = fmt::format(".TH {} 1 \"\" {} \"User Commands\"\n",
                                 roff_quoted(upper(page.name("-"))), roff_quoted(version));
  text += fmt::format(".SH NAME\n{} \\- {}\n", escaped(page.name("-")), escaped(page.summary));
  text += fmt::format(".SH SYNOPSIS\n{}\n", escaped(usage_line(page)));
  if (!page.commands.empty() && !page.needs_command) {
    text += fmt::format(".br\n{}\n", escaped(page.name() + " COMMAND"));
  }
  text += arguments_section(page) + commands_section(page) + options_section(page);
  text += footer_sections(parts_of_footer(page.footer));
  return text + exit_status_section() + see_also_section(page, pages);
}

}  // namespace mien::cli
