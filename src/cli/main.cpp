#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "cli/analyze_command.h"
#include "cli/bench_command.h"
#include "cli/command.h"
#include "cli/compare_command.h"
#include "cli/describe_command.h"
#include "cli/evaluate_command.h"
#include "cli/fit_command.h"
#include "cli/gallery_command.h"
#include "cli/group_command.h"
#include "cli/identify_command.h"
#include "cli/models_command.h"
#include "cli/networks_command.h"
#include "cli/predict_command.h"
#include "cli/prepare_command.h"
#include "cli/reproduce_command.h"
#include "cli/train_command.h"
#include "cli/version.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace {

int exit_code_for(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage:
      return exit_usage;
    case ErrorCode::input:
      return exit_some_inputs_failed;
    case ErrorCode::cancelled:
      return exit_interrupted;
    case ErrorCode::output:
    case ErrorCode::model:
    case ErrorCode::setup:
      break;
  }
  return exit_setup;
}

int run(int argc, char** argv) {
  CLI::App app{
      "mien reads faces: apparent age, gender, expression and identity, on an ordinary CPU"};
  app.name("mien");
  app.set_version_flag("--version", std::string("mien ") + version);
  app.require_subcommand(1);
  app.footer(
      "mien COMMAND --help says more. The attributes are apparent ones: how a picture looks,\n"
      "not what a person feels or is.");
  const std::vector<Command> commands = {
      add_analyze_command(app),  add_bench_command(app),     add_compare_command(app),
      add_describe_command(app), add_evaluate_command(app),  add_fit_command(app),
      add_gallery_command(app),  add_group_command(app),     add_identify_command(app),
      add_models_command(app),   add_networks_command(app),  add_predict_command(app),
      add_prepare_command(app),  add_reproduce_command(app), add_train_command(app)};
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_ok : exit_usage;
  }
  for (const Command& command : commands) {
    if (command.app->parsed()) return command.run();
  }
  return exit_usage;
}

}  // namespace

}  // namespace mien::cli

int main(int argc, char** argv) {
  try {
    return mien::cli::run(argc, argv);
  } catch (const mien::Error& error) {
    std::fprintf(stderr, "mien: %s\n", error.what());
    return mien::cli::exit_code_for(error.code());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "mien: unexpected: %s\n", error.what());
    return mien::cli::exit_setup;
  }
}
