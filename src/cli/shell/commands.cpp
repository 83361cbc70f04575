#include "cli/shell/commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>

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

namespace {

struct Maker {
  std::string_view name;
  Command (*add)(CLI::App& app, const std::string& version);
};

using Version = const std::string&;

constexpr Maker makers[] = {
    {"analyze", [](CLI::App& app, Version) { return add_analyze_command(app); }},
    {"bench", [](CLI::App& app, Version) { return add_bench_command(app); }},
    {"compare", [](CLI::App& app, Version) { return add_compare_command(app); }},
    {"corpus", [](CLI::App& app, Version version) { return add_corpus_command(app, version); }},
    {"describe", [](CLI::App& app, Version) { return add_describe_command(app); }},
    {"evaluate", [](CLI::App& app, Version) { return add_evaluate_command(app); }},
    {"fit", [](CLI::App& app, Version) { return add_fit_command(app); }},
    {"gallery", [](CLI::App& app, Version) { return add_gallery_command(app); }},
    {"group", [](CLI::App& app, Version) { return add_group_command(app); }},
    {"help", [](CLI::App& app, Version) { return add_help_command(app); }},
    {"identify", [](CLI::App& app, Version) { return add_identify_command(app); }},
    {"licences", [](CLI::App& app, Version version) { return add_licences_command(app, version); }},
    {"models", [](CLI::App& app, Version) { return add_models_command(app); }},
    {"networks", [](CLI::App& app, Version) { return add_networks_command(app); }},
    {"page", [](CLI::App& app, Version) { return add_page_command(app); }},
    {"predict", [](CLI::App& app, Version) { return add_predict_command(app); }},
    {"prepare", [](CLI::App& app, Version) { return add_prepare_command(app); }},
    {"reproduce", [](CLI::App& app, Version) { return add_reproduce_command(app); }},
    {"serve", [](CLI::App& app, Version) { return add_serve_command(app); }},
    {"train", [](CLI::App& app, Version) { return add_train_command(app); }}};

/// Options of all commands take milliseconds to make. Help and suggestions need those of others; a
/// command that is named first does not.
bool is_asked_for(const Maker& maker, std::span<const std::string> arguments) {
  if (arguments.empty() || arguments.front() == "help") return true;
  const std::string& first = arguments.front();
  if (first == "--version" && arguments.size() == 1) return false;
  const bool names_a_command = std::ranges::find(makers, first, &Maker::name) != std::end(makers);
  return !names_a_command || first == maker.name;
}

}  // namespace

Commands make_commands(const std::string& version, std::span<const std::string> arguments) {
  Commands commands;
  commands.program = make_parser("mien",
                                 "mien reads faces in photos and clips: apparent expression, age, "
                                 "gender, ethnicity and identity, on an ordinary CPU");
  CLI::App& app = *commands.program;
  app.set_version_flag("--version", "mien " + version, "Show the version and end");
  app.require_subcommand(1);
  for (const Maker& maker : makers) {
    if (is_asked_for(maker, arguments)) commands.list.push_back(maker.add(app, version));
  }
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
