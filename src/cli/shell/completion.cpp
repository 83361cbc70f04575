#include "cli/shell/completion.h"

#include <fmt/format.h>

#include <algorithm>

#include "mien/core/error.h"

namespace mien::cli {

namespace {

/// Text in single quotes, as every shell takes it.
std::string quoted(const std::string& text) {
  std::string shell = "'";
  for (const char letter : text) {
    if (letter == '\'') {
      shell += "'\\''";
    } else {
      shell += letter;
    }
  }
  return shell + "'";
}

/// The commands that may follow; after `help` all of the program's.
std::vector<CommandEntry> commands_after(const CommandPage& page,
                                         const std::vector<CommandPage>& pages) {
  return page.path.back() == "help" ? pages.front().commands : page.commands;
}

/// Lines of a case statement that go down from command to command.
std::string inner_commands(const std::vector<CommandPage>& pages) {
  std::vector<std::string> names;
  for (const CommandPage& page : pages) {
    if (page.path.size() > 1) names.push_back(quoted(page.name()));
  }
  return fmt::format("{}", fmt::join(names, " | "));
}

template <typename Each>
void each_choice(const std::vector<CommandPage>& pages, const Each& each) {
  for (const CommandPage& page : pages) {
    for (const OptionEntry& option : page.options) {
      if (option.argument || option.choices.empty()) continue;
      for (const std::string& name : option.names) each(page.name() + " " + name, option.choices);
    }
  }
}

std::string bash_script(const std::vector<CommandPage>& pages) {
  std::string cases;
  for (const CommandPage& page : pages) {
    std::vector<std::string> options;
    std::vector<std::string> commands;
    for (const OptionEntry& option : page.options) {
      if (!option.argument) {
        options.insert(options.end(), option.names.begin(), option.names.end());
      }
    }
    for (const CommandEntry& entry : commands_after(page, pages)) commands.push_back(entry.name);
    cases += fmt::format("    {})\n      options='{}'\n      commands='{}'\n      ;;\n",
                         quoted(page.name()), fmt::join(options, " "), fmt::join(commands, " "));
  }
  std::string values;
  each_choice(pages, [&](const std::string& where, const std::vector<std::string>& choices) {
    values += fmt::format("    {}) values='{}' ;;\n", quoted(where), fmt::join(choices, " "));
  });
  return fmt::format(
      R"(# Completions of mien for bash, written by: mien help --completion bash
_mien() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}}
  local command=mien options= commands= values= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command ${{COMP_WORDS[i]}}" in
      {inner}) command+=" ${{COMP_WORDS[i]}}" ;;
    esac
  done
  case "$command" in
{cases}  esac
  case "$command $before" in
{values}  esac
  if [[ -n $values ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
  elif [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
  elif [[ $before != -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
  fi
}}
complete -o bashdefault -o default -F _mien mien
)",
      fmt::arg("inner", inner_commands(pages)), fmt::arg("cases", cases),
      fmt::arg("values", values));
}

std::string zsh_script(const std::vector<CommandPage>& pages) {
  std::string cases;
  for (const CommandPage& page : pages) {
    std::string options;
    std::string commands;
    for (const OptionEntry& option : page.options) {
      if (option.argument) continue;
      for (const std::string& name : option.names) {
        options += fmt::format("        {}\n", quoted(name + ":" + option.help));
      }
    }
    for (const CommandEntry& entry : commands_after(page, pages)) {
      commands += fmt::format("        {}\n", quoted(entry.name + ":" + entry.summary));
    }
    cases +=
        fmt::format("    {})\n      options=(\n{}      )\n      commands=(\n{}      )\n      ;;\n",
                    quoted(page.name()), options, commands);
  }
  std::string values;
  each_choice(pages, [&](const std::string& where, const std::vector<std::string>& choices) {
    values +=
        fmt::format("    {}) compadd -- {}; return ;;\n", quoted(where), fmt::join(choices, " "));
  });
  return fmt::format(
      R"(#compdef mien
# Completions of mien for zsh, written by: mien help --completion zsh
_mien() {{
  local command=mien i
  local -a options commands
  for ((i = 2; i < CURRENT; i++)); do
    case "$command ${{words[i]}}" in
      {inner}) command+=" ${{words[i]}}" ;;
    esac
  done
  case "$command" in
{cases}  esac
  case "$command ${{words[CURRENT - 1]}}" in
{values}  esac
  if [[ ${{words[CURRENT]}} == -* ]]; then
    _describe -o option options
  else
    (( $#commands )) && _describe command commands
    _files
  fi
}}
_mien "$@"
)",
      fmt::arg("inner", inner_commands(pages)), fmt::arg("cases", cases),
      fmt::arg("values", values));
}

/// In single quotes fish takes backslashes as its escapes.
std::string fish_quoted(const std::string& text) {
  std::string shell = "'";
  for (const char letter : text) {
    if (letter == '\'' || letter == '\\') shell += '\\';
    shell += letter;
  }
  return shell + "'";
}

std::string fish_option(const std::string& condition, const OptionEntry& option) {
  std::string line = fmt::format("complete -c mien -n {}", condition);
  for (const std::string& name : option.names) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!option.choices.empty()) {
    line +=
        fmt::format(" -x -a {}", fish_quoted(fmt::format("{}", fmt::join(option.choices, " "))));
  } else if (!option.value.empty()) {
    line += " -r";
  }
  return line + fmt::format(" -d {}\n", fish_quoted(option.help));
}

std::string fish_script(const std::vector<CommandPage>& pages) {
  std::string inner;
  for (const CommandPage& page : pages) {
    if (page.path.size() > 1) inner += " " + fish_quoted(page.name());
  }
  std::string text = fmt::format(
      R"(# Completions of mien for fish, written by: mien help --completion fish
function __mien_at
    set -l command mien
    for word in (commandline -opc)[2..-1]
        switch "$command $word"
            case{}
                set command "$command $word"
        end
    end
    test "$command" = "$argv[1]"
end
)",
      inner);
  for (const CommandPage& page : pages) {
    const std::string condition = fmt::format("'__mien_at \"{}\"'", page.name());
    for (const CommandEntry& entry : commands_after(page, pages)) {
      text += fmt::format("complete -c mien {}-n {} -a {} -d {}\n", page.needs_command ? "-f " : "",
                          condition, entry.name, fish_quoted(entry.summary));
    }
    for (const OptionEntry& option : page.options) {
      if (!option.argument) text += fish_option(condition, option);
    }
  }
  return text;
}

}  // namespace

std::vector<std::string> completed_shells() { return {"bash", "fish", "zsh"}; }

std::string completion_script(const std::string& shell, const std::vector<CommandPage>& pages) {
  if (shell == "bash") return bash_script(pages);
  if (shell == "fish") return fish_script(pages);
  if (shell == "zsh") return zsh_script(pages);
  throw Error(ErrorCode::usage, fmt::format("expected one of {}, found {}",
                                            fmt::join(completed_shells(), ", "), shell));
}

}  // namespace mien::cli
