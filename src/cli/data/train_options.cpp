#include "cli/data/train_options.h"

#include <CLI/CLI.hpp>

#include "cli/shell/common_options.h"
#include "mien/core/error.h"

namespace mien::cli {

void add_train_options(CLI::App& app, TrainArguments& arguments) {
  CLI::Option* const recipe = app.add_option("RECIPE", arguments.recipe, "The recipe, a TOML file");
  app.add_option("-o,--output", arguments.folder,
                 "Folder of the run (default: runs/NAME, with the recipe's name)")
      ->type_name("DIR");
  app.add_flag("--resume", arguments.resume, "Go on from the checkpoint in the folder of the run");
  app.add_flag("--keys", arguments.keys,
               "Print all keys of a recipe with their types, values and defaults, and end")
      ->excludes(recipe);
  app.add_flag("-q,--quiet", arguments.quiet, "Say nothing while training");
  add_threads(app, arguments.threads);
  app.add_option("--device", arguments.device,
                 "Where the network computes: cpu, or cuda if LibTorch was built for it")
      ->check(CLI::IsMember({"cpu", "cuda"}))
      ->type_name("NAME")
      ->capture_default_str();
  app.footer(
      "Examples:\n"
      "  mien train recipes/mobilenet-v1-emotion-ferplus.toml\n"
      "  mien train recipes/mobilenet-v1-emotion-ferplus.toml -o runs/second --resume\n"
      "  mien train --keys");
}

void check_train_arguments(const TrainArguments& arguments) {
  if (arguments.keys || !arguments.recipe.empty()) return;
  throw Error(ErrorCode::usage, "RECIPE: expected a recipe, a TOML file, found none (see --help)");
}

std::vector<std::string> given_words(const CLI::App& app) {
  std::vector<std::string> words;
  std::vector<std::string> arguments = {"--"};
  for (const CLI::Option* option : app.get_options()) {
    if (option->count() == 0) continue;
    const bool is_switch = option->get_items_expected_max() == 0;
    for (const std::string& value : option->results()) {
      if (option->get_positional()) {
        arguments.push_back(value);
      } else if (is_switch) {
        words.push_back(option->get_name());
      } else {
        words.push_back(option->get_name() + "=" + value);
      }
    }
  }
  if (arguments.size() > 1) words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

}  // namespace mien::cli
