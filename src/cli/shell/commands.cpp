#include "cli/shell/commands.h"

#include <CLI/CLI.hpp>
#include <span>

#include "app/exit_code.h"
#include "cli/analyze/analyze_command.h"
#include "cli/classify/describe_command.h"
#include "cli/classify/fit_command.h"
#include "cli/classify/predict_command.h"
#include "cli/corpus/corpus_command.h"
#include "cli/data/prepare_command.h"
#include "cli/data/train_command.h"
#include "cli/evaluate/evaluate_command.h"
#include "cli/identity/compare_command.h"
#include "cli/identity/gallery_command.h"
#include "cli/identity/group_command.h"
#include "cli/identity/identify_command.h"
#include "cli/licences/licences_command.h"
#include "cli/models/bench_command.h"
#include "cli/models/models_command.h"
#include "cli/models/networks_command.h"
#include "cli/page/page_command.h"
#include "cli/reproduce/reproduce_command.h"
#include "cli/serve/serve_command.h"
#include "cli/shell/help_command.h"
#include "cli/shell/option_hints.h"
#include "cli/shell/parse_arguments.h"

namespace mien::cli {

Commands make_commands(const std::string& version) {
  Commands commands;
  commands.program = make_parser("mien",
                                 "mien reads faces in photos and clips: apparent expression, age, "
                                 "gender, ethnicity and identity, on an ordinary CPU");
  CLI::App& app = *commands.program;
  app.set_version_flag("--version", "mien " + version, "Show the version and end");
  app.require_subcommand(1);
  commands.list = {add_analyze_command(app),  add_bench_command(app),
                   add_compare_command(app),  add_corpus_command(app, version),
                   add_describe_command(app), add_evaluate_command(app),
                   add_fit_command(app),      add_gallery_command(app),
                   add_group_command(app),    add_help_command(app),
                   add_identify_command(app), add_licences_command(app, version),
                   add_models_command(app),   add_networks_command(app),
                   add_page_command(app),     add_predict_command(app),
                   add_prepare_command(app),  add_reproduce_command(app),
                   add_serve_command(app),    add_train_command(app)};
  // Set last: commands inherit what is there when they are added.
  app.footer(
      "mien help COMMAND says more. The attributes are apparent ones: how a picture looks, not\n"
      "what a person feels or is. The method is that of Savchenko 2021 (arXiv 2103.17107).");
  return commands;
}

int run_commands(const Commands& commands, const std::vector<std::string>& arguments) {
  for (const Command& command : commands.list) {
    const bool named = !arguments.empty() && arguments.front() == command.app->get_name();
    if (named && command.before_parsing) {
      command.before_parsing(std::span(arguments).subspan(1));
    }
  }
  if (const auto done = parse_arguments(*commands.program, arguments)) return *done;
  for (const Command& command : commands.list) {
    if (command.app->parsed()) return run_with_hints(*commands.program, command.run);
  }
  return app::exit_usage;
}

}  // namespace mien::cli
