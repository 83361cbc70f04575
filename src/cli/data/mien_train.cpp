#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "app/exit_code.h"
#include "app/interrupt.h"
#include "app/memory.h"
#include "cli/data/train_options.h"
#include "cli/data/train_progress.h"
#include "cli/files/run_files.h"
#include "cli/shell/command.h"
#include "cli/shell/option_hints.h"
#include "cli/shell/parse_arguments.h"
#include "core/console.h"
#include "core/output_file.h"
#include "core/printable.h"
#include "mien/core/error.h"
#include "train/parallel/process_group.h"
#include "train/recipe/recipe_file.h"
#include "train/recipe/recipe_reference.h"
#include "train/run/checkpoint/weights_file.h"
#include "train/run/run_plots.h"
#include "train/run/trained_model.h"
#include "train/run/trainer.h"
#include "train/run/training_data.h"

namespace mien::train {

namespace {

/// Refuses what would harm a file that the run reads, and makes the run's folder.
void prepare_folder(const cli::TrainArguments& arguments, const Recipe& recipe,
                    const std::filesystem::path& folder) {
  cli::RunFiles files;
  const std::filesystem::path kept = folder / "recipe.toml";
  // A run that goes on may go on by the recipe that it keeps.
  std::error_code ignored;
  const bool own = arguments.resume && std::filesystem::equivalent(arguments.recipe, kept, ignored);
  if (!own) files.reads(arguments.recipe);
  for (const DataRecipe& data : recipe.data) files.reads(data.path);
  if (recipe.network.weights != "random") files.reads(recipe.network.weights);
  std::vector<std::string> teachers;
  for (const TeacherRecipe& teacher : recipe.teachers) teachers.push_back(teacher.model);
  files.reads_models(teachers);
  files.makes("--output", folder);
  for (const char* name : {"recipe.toml", "run.json", "metrics.csv", "checkpoint.pt", "weights.pt",
                           "curves-loss.svg", "curves-scores.svg"}) {
    files.writes("--output", folder / name);
  }
  for (const HeadRecipe& head : recipe.heads) {
    files.writes("--output", folder / fmt::format("confusion-{}.svg", head.attribute));
  }
  for (const char* ending : {".onnx", "-heads.onnx"}) {
    files.writes("--output", folder / (recipe.name + ending));
  }
  files.prepare();
}

Device device_of(const cli::TrainArguments& arguments) {
  return arguments.device == "cuda" ? Device::cuda : Device::cpu;
}

int train(const cli::TrainArguments& arguments) {
  cli::check_train_arguments(arguments);
  if (arguments.keys) {
    show(recipe_reference());
    return app::exit_ok;
  }
  app::keep_freed_memory();
  const Recipe recipe = read_recipe(arguments.recipe);
  const std::filesystem::path folder = arguments.folder.empty()
                                           ? std::filesystem::path("runs") / recipe.name
                                           : std::filesystem::path(arguments.folder);
  const app::InterruptGuard guard;
  std::optional<ProcessGroup> group;
  if (const auto place = place_from_environment()) group.emplace(*place);
  const bool first = !group || group->rank() == 0;
  if (first) prepare_folder(arguments, recipe, folder);
  TrainProgress progress(arguments.quiet || !first);
  const TrainingResult result = run_training(recipe, {.folder = folder,
                                                      .resume = arguments.resume,
                                                      .threads = arguments.threads,
                                                      .device = device_of(arguments),
                                                      .stopped = &app::InterruptGuard::interrupted,
                                                      .group = group ? &*group : nullptr,
                                                      .observer = progress.observer()});
  if (!first) return result.finished ? app::exit_ok : app::exit_interrupted;
  if (!result.finished) {
    say(fmt::format("mien: stopped; mien train {} --resume goes on\n",
                    printable(arguments.recipe)));
    return app::exit_interrupted;
  }
  const auto validation = load_data(recipe).validation;
  const TrainedModel model = export_trained(recipe, result, *validation);
  write_weights(folder / "weights.pt", result.weights);
  plot_run(folder, result.rows);
  plot_confusions(folder, *validation, result.logits);
  const std::filesystem::path path = folder / (recipe.name + ".onnx");
  write_file(path, std::span(model.onnx));
  if (!model.heads.empty()) {
    write_file(folder / (recipe.name + "-heads.onnx"), std::span(model.heads));
  }
  for (const Score& score : model.metadata.scores) {
    show(fmt::format("{}: {:.2f} (n = {}, {})\n", score.metric, score.value, score.samples,
                     score.data));
  }
  for (const Calibration& calibration : model.calibrations) {
    show(fmt::format("{} calibration error: {:.2f} %, after temperature {:.3f} {:.2f} %\n",
                     calibration.attribute, calibration.error_before * 100, calibration.temperature,
                     calibration.error_after * 100));
  }
  show(fmt::format("model: {}\n", printable(path.string())));
  return app::exit_ok;
}

}  // namespace

}  // namespace mien::train

int main(int argc, char** argv) {
  return mien::app::run_reporting_errors("mien", [&] {
    mien::cli::TrainArguments arguments;
    const auto app = mien::cli::make_parser("mien train", mien::cli::train_summary);
    mien::cli::add_train_options(*app, arguments);
    if (const auto done = mien::cli::parse_arguments(*app, mien::cli::words_of(argc, argv))) {
      return *done;
    }
    return mien::cli::run_with_hints(*app, [&] { return mien::train::train(arguments); });
  });
}
