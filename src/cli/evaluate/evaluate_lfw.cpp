#include "cli/evaluate/evaluate_lfw.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "app/interrupt.h"
#include "app/progress.h"
#include "cli/evaluate/evaluate_outputs.h"
#include "cli/files/inputs.h"
#include "cli/shell/common_options.h"
#include "core/console.h"
#include "core/printable.h"
#include "media/read_file.h"
#include "mien/core/error.h"
#include "paper/reports/lfw_report.h"
#include "pipeline/model_loading.h"

namespace mien::cli {

namespace {

struct LfwRequest {
  std::string data;
  paper::IdentityOptions identity;
  std::vector<std::string> crops = {"centre", "mtcnn"};
  std::filesystem::path pairs;
  FaceAnalyzerOptions analyzer = paper_detector();  ///< the detector's options alone
  std::filesystem::path people;
  std::uint64_t seed = 0;
  double max_corrupt = 1;  ///< percent of all photos
  EvaluateOutputs outputs;
};

/// The lines of a list, without empty ones.
std::vector<std::string> names_in(const std::filesystem::path& path) {
  const media::FileBytes file = media::read_file(path);
  std::istringstream text(
      std::string(reinterpret_cast<const char*>(file.storage.get()), file.size));
  std::vector<std::string> names;
  for (std::string line; std::getline(text, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (!line.empty()) names.push_back(line);
  }
  if (names.empty()) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected a name in each line, found none", path.string()));
  }
  return names;
}

paper::IdentityOptions identity_options_of(const LfwRequest& request) {
  const std::map<std::string, eval::FeatureCrop> crops = {{"centre", eval::FeatureCrop::centre},
                                                          {"mtcnn", eval::FeatureCrop::box},
                                                          {"model", eval::FeatureCrop::model}};
  paper::IdentityOptions options = request.identity;
  options.crops.clear();
  bool detect = false;
  for (const std::string& crop : request.crops) {
    options.crops.push_back(crops.at(crop));
    detect |= options.crops.back() != eval::FeatureCrop::centre;
  }
  if (detect) {
    FaceAnalyzerOptions analyzer = request.analyzer;
    analyzer.threads = 1;  // several photos are looked at at once
    options.detector = load_detector(analyzer);
  }
  if (!request.pairs.empty()) {
    const media::FileBytes file = media::read_file(request.pairs);
    options.pairs_text.emplace(reinterpret_cast<const char*>(file.storage.get()), file.size);
    options.pairs_name = request.pairs.string();
  }
  if (!request.people.empty()) options.people = names_in(request.people);
  options.pairs.seed = request.seed;
  options.identification.seed = request.seed;
  options.bootstrap.seed = request.seed;
  options.max_corrupt_share = request.max_corrupt / 100;
  return options;
}

int run_lfw(const LfwRequest& request) {
  const auto source = dataset::open_source(request.data);
  RunFiles files;
  files.reads(request.data);
  files.reads(request.pairs);
  files.reads(request.people);
  files.reads_models(request.identity.models);
  add_outputs(files, request.outputs);
  files.prepare();
  paper::IdentityOptions options = identity_options_of(request);
  BegunOutputs outputs(request.outputs);
  const app::InterruptGuard guard;
  std::optional<app::ProgressBar> progress;
  options.progress = [&](std::size_t done, std::size_t total) {
    if (!progress) progress.emplace(total, "pictures", !request.outputs.quiet);
    progress->update(done);
  };
  options.stop = [] { return app::InterruptGuard::interrupted(); };
  const paper::IdentityEvaluation evaluation = paper::evaluate_identity(*source, options);
  progress.reset();
  if (outputs.wants_json()) outputs.write_json(paper::lfw_json(*source, evaluation, options));
  if (outputs.wants_csv()) outputs.write_csv(paper::lfw_csv(evaluation));
  if (!request.outputs.svg.empty()) paper::write_lfw_plots(request.outputs.svg, evaluation);
  if (!request.outputs.quiet) {
    for (const std::string& message : evaluation.unreadable) {
      say(fmt::format("skipped: {}\n", printable(message)));
    }
    outputs.print(paper::lfw_text(request.data, evaluation, options));
  }
  return say_findings(source->findings(), request.outputs.quiet);
}

void add_lfw_options(CLI::App& app, LfwRequest& request) {
  app.add_option("DATA", request.data, "A folder or .tar with a folder for each person")
      ->required();
  app.add_option(
         "--model", request.identity.models,
         "Models to compare by their identity feature, else their penultimate layer: names in "
         "mien models list, or paths of .onnx files")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("MODEL,...")
      ->capture_default_str();
  app.add_option("--crop", request.crops,
                 "What the networks see of a photo: its middle, the detected box without margin, "
                 "or the model's own crop of it")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"centre", "mtcnn", "model"}))
      ->type_name("centre|mtcnn|model,...")
      ->default_str("centre,mtcnn");
  app.add_option("--pairs", request.pairs,
                 "The file pairs.txt of LFW (default: pairs are drawn at random)")
      ->type_name("FILE");
  app.add_option("--people", request.people,
                 "File with the names of the people of the identification, one a line (default: "
                 "all). Table 1 of Savchenko 2021 has the 596 who are in LFW twice or more and in "
                 "YTF")
      ->type_name("FILE");
  app.add_option("--repetitions", request.identity.identification.repetitions,
                 "Repeat the identification, each time with other known photos")
      ->check(CLI::Range(1, 10000))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--seed", request.seed,
                 "Start of the random numbers of known photos, pairs and resamples")
      ->type_name("N")
      ->capture_default_str();
  add_resamples(app, request.identity.bootstrap.resamples);
  add_detector_choice(app, request.analyzer, {});
  app.add_option("--min-face", request.analyzer.detection.min_face,
                 "Leave out faces that are smaller than this")
      ->check(CLI::Range(12, 1 << 20))
      ->type_name("PIXELS")
      ->capture_default_str();
  add_max_corrupt(app, request.max_corrupt);
  add_threads(app, request.identity.threads);
}

}  // namespace

Command add_evaluate_lfw(CLI::App& evaluate) {
  auto request = std::make_shared<LfwRequest>();
  CLI::App* app = evaluate.add_subcommand(
      "lfw",
      "Score how well models recognise people, on LFW (Table 1 of Savchenko 2021) or other photos");
  add_lfw_options(*app, *request);
  add_output_options(*app, request->outputs, "Write the plots roc.svg and rank-1.svg into a folder",
                     "Write a row for each model and crop; - is standard output");
  app->footer(
      "Examples:\n"
      "  mien evaluate lfw lfw/ --pairs pairs.txt\n"
      "  mien evaluate lfw lfw.tar --model faceres-deep,mobilenet-v1-emotion --plots plots/\n"
      "\n"
      "The middle of a 250x250 photo is its central 224x224 pixels. Of several faces the one "
      "nearest to\n"
      "the middle is taken; photos without a face are seen by their middle and counted.\n"
      "docs/guides/evaluation.md describes both protocols.");
  return {app, [request] { return run_lfw(*request); }};
}

}  // namespace mien::cli
