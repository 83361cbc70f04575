#include "cli/evaluate/evaluate_affectnet.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/interrupt.h"
#include "app/progress.h"
#include "cli/evaluate/evaluate_options.h"
#include "cli/evaluate/evaluate_outputs.h"
#include "cli/files/inputs.h"
#include "cli/shell/common_options.h"
#include "mien/core/error.h"
#include "paper/protocols/affectnet.h"
#include "paper/reports/affectnet_report.h"
#include "pipeline/model_loading.h"

namespace mien::cli {

namespace {

struct AffectNetRequest {
  std::filesystem::path data;
  std::vector<std::string> models = {"mobilenet-v1-emotion"};
  std::string part = "valid";
  std::vector<std::string> labels;  ///< NUMBER=NAME
  std::filesystem::path manifest;
  FaceAnalyzerOptions analyzer = without_detector();  ///< the detector's options alone
  std::uint64_t seed = 0;
  std::size_t resamples = 1000;
  Prior prior = Prior::none;
  double max_corrupt = 1;  ///< percent of all pictures
  int threads = 1;
  EvaluateOutputs outputs;
};

int run_affectnet(const AffectNetRequest& request) {
  const bool train = request.part == "train";
  paper::AffectNetOptions opening;
  opening.part = train ? paper::AffectNetPart::train : paper::AffectNetPart::valid;
  add_pairs("--folder-labels", request.labels, opening.labels);
  const paper::AffectNet set = paper::open_affectnet(request.data, opening);
  RunFiles files;
  files.reads(request.data);
  // A table of the release of 2017 lies beside its pictures, or above them.
  if (request.data.extension() == ".csv") files.reads(set.folder);
  files.reads_models(request.models);
  add_outputs(files, request.outputs);
  files.writes("--manifest", request.manifest);
  files.prepare();
  if (!request.manifest.empty()) {
    const std::filesystem::path folder = request.manifest.parent_path();
    write_file(request.manifest, paper::affectnet_manifest(set, folder.empty() ? "." : folder));
    if (request.models.size() == 1 && request.models.front() == "none") {
      return say_findings(set.source->findings(), request.outputs.quiet);
    }
  }
  BegunOutputs outputs(request.outputs);
  paper::ExpressionOptions options;
  options.split = paper::affectnet_part(*set.source, train);
  options.labels.names = set.labels;
  options.bootstrap = {.resamples = request.resamples, .seed = request.seed};
  options.threads = request.threads;
  options.prior = request.prior;
  options.predict.threads = request.threads;
  options.predict.max_corrupt_share = request.max_corrupt / 100;
  options.predict.stop = [] { return app::InterruptGuard::interrupted(); };
  if (request.analyzer.detector != "none") {
    options.predict.detector = load_detector(request.analyzer);
  }
  const app::InterruptGuard guard;
  paper::AffectNetReport report{set.source.get(), set.layout, request.part, set.left_out, {}};
  for (const std::string& model : request.models) {
    std::optional<app::ProgressBar> progress;
    options.predict.progress = [&](std::size_t done, std::size_t total) {
      if (!progress) progress.emplace(total, "pictures", !request.outputs.quiet);
      progress->update(done);
    };
    report.models.push_back(paper::evaluate_expressions(model, set.source, options));
  }
  if (outputs.wants_json()) outputs.write_json(paper::affectnet_json(report));
  if (outputs.wants_csv()) outputs.write_csv(paper::affectnet_csv(report));
  if (!request.outputs.svg.empty()) paper::write_affectnet_plots(request.outputs.svg, report);
  if (!request.outputs.quiet) outputs.print(paper::affectnet_text(report));
  return say_findings(set.source->findings(), request.outputs.quiet);
}

void add_affectnet_options(CLI::App& app, AffectNetRequest& request) {
  app.add_option("DIR", request.data, "AffectNet's folder, of the release of 2017 or of 2021")
      ->required();
  app.add_option(
         "--model", request.models,
         "Models to score: names in mien models list, or paths of .onnx files; none to write a "
         "manifest alone")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("MODEL,...")
      ->capture_default_str();
  app.add_option("--split", request.part, "Part of the data to score")
      ->check(CLI::IsMember({"valid", "train"}))
      ->type_name("valid|train")
      ->capture_default_str();
  app.add_option("--folder-labels", request.labels,
                 "Labels of folders that are named by numbers, such as 0=neutral,1=happy")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME=LABEL,...");
  app.add_option("--manifest", request.manifest,
                 "Write the labelled pictures as a manifest for mien train")
      ->type_name("FILE");
  add_prior(app, request.prior);
  add_optional_detector(app, request.analyzer, "Options");
  app.add_option("--seed", request.seed, "Start of the random numbers of the resamples")
      ->type_name("N")
      ->capture_default_str();
  add_resamples(app, request.resamples);
  add_max_corrupt(app, request.max_corrupt);
  add_threads(app, request.threads);
}

}  // namespace

Command add_evaluate_affectnet(CLI::App& evaluate) {
  auto request = std::make_shared<AffectNetRequest>();
  CLI::App* app = evaluate.add_subcommand(
      "affectnet",
      "Score expressions, valence and arousal on AffectNet (Table 2 of Savchenko 2021)");
  add_affectnet_options(*app, *request);
  add_output_options(*app, request->outputs, "Write plots of confusion into a folder",
                     "Write a row for each score; - is standard output");
  app->footer(
      "Examples:\n"
      "  mien evaluate affectnet AffectNet/ --model mobilenet-v1-emotion,mine.onnx\n"
      "  mien evaluate affectnet export/ --folder-labels "
      "0=anger,1=contempt,2=disgust,3=fear,4=happy,5=neutral,6=sad,7=surprise\n"
      "  mien evaluate affectnet AffectNet/ --split train --manifest AffectNet/train.csv \\\n"
      "    --model none\n"
      "\n"
      "DIR holds validation.csv (2017), val_set/ (2021), or a folder for each expression by name.\n"
      "Models of 8 classes are scored on 8, and on 7 without contempt's score; those of 7 on 7.");
  return {app, [request] { return run_affectnet(*request); }};
}

}  // namespace mien::cli
