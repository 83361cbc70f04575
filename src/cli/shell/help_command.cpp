#include "cli/shell/help_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "app/exit_code.h"
#include "cli/files/run_files.h"
#include "cli/shell/command_words.h"
#include "cli/shell/completion.h"
#include "cli/shell/help_text.h"
#include "cli/shell/man_page.h"
#include "cli/shell/reference_page.h"
#include "cli/shell/usage_problem.h"
#include "core/output_file.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace {

struct HelpRequest {
  std::vector<std::string> commands;
  std::filesystem::path man_folder;
  std::filesystem::path reference_folder;
  std::string shell;
};

const CLI::App& named_command(const CLI::App& program, const std::vector<std::string>& names) {
  const CLI::App* command = &program;
  for (const std::string& name : names) {
    const CLI::App* inner = find_command(*command, name);
    if (inner == nullptr) throw Error(ErrorCode::usage, unknown_command(*command, name));
    command = inner;
  }
  return *command;
}

void write_man_pages(const CLI::App& program, const std::filesystem::path& folder) {
  const std::vector<CommandPage> pages = pages_of(program);
  const auto file_of = [&](const CommandPage& page) { return folder / (page.name("-") + ".1"); };
  RunFiles files;
  files.makes("--man", folder);
  for (const CommandPage& page : pages) files.writes("--man", file_of(page));
  files.prepare();
  for (const CommandPage& page : pages) {
    write_file(file_of(page), man_page(page, pages, program.version()));
  }
}

void write_reference(const CLI::App& program, const std::filesystem::path& folder) {
  const std::vector<ReferenceFile> pages = reference_files(pages_of(program));
  RunFiles files;
  files.makes("--reference", folder);
  for (const ReferenceFile& page : pages) files.writes("--reference", folder / page.name);
  files.prepare();
  for (const ReferenceFile& page : pages) write_file(folder / page.name, page.text);
}

int run_help(const CLI::App& program, const HelpRequest& request) {
  if (!request.man_folder.empty()) {
    write_man_pages(program, request.man_folder);
    return app::exit_ok;
  }
  if (!request.reference_folder.empty()) {
    write_reference(program, request.reference_folder);
    return app::exit_ok;
  }
  if (!request.shell.empty()) {
    std::cout << completion_script(request.shell, pages_of(program));
    return app::exit_ok;
  }
  std::cout << help_for_terminal(named_command(program, request.commands));
  return app::exit_ok;
}

}  // namespace

Command add_help_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand("help", "Show the help of a command");
  const auto request = std::make_shared<HelpRequest>();
  app->add_option("COMMAND", request->commands,
                  "The command, such as analyze or evaluate lfw; without it, mien as a whole");
  app->add_option("--man", request->man_folder, "Write a man page for each command into a folder")
      ->type_name("DIR")
      ->group("");
  app->add_option("--reference", request->reference_folder,
                  "Write the reference of all commands, as Markdown, into a folder")
      ->type_name("DIR")
      ->group("");
  app->add_option("--completion", request->shell, "Write the completions of a shell")
      ->check(CLI::IsMember(completed_shells()))
      ->type_name("SHELL")
      ->group("");
  return {app, [&parent, request] { return run_help(parent, *request); }};
}

}  // namespace mien::cli
