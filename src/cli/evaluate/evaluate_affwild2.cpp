#include "cli/evaluate/evaluate_affwild2.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/exit_code.h"
#include "app/interrupt.h"
#include "app/progress.h"
#include "cli/evaluate/evaluate_options.h"
#include "cli/evaluate/evaluate_outputs.h"
#include "cli/shell/common_options.h"
#include "paper/protocols/affwild2.h"
#include "paper/reports/affectnet_report.h"
#include "report/text_table.h"

namespace mien::cli {

namespace {

struct AffWild2Request {
  std::filesystem::path data;
  std::vector<std::string> models = {"mobilenet-v1-emotion"};
  std::string part = "valid";
  std::uint64_t seed = 0;
  std::size_t resamples = 200;
  Prior prior = Prior::none;
  double max_corrupt = 1;  ///< percent of all frames
  int threads = 1;
  EvaluateOutputs outputs;
};

/// How many frames there are of each expression, beside the published numbers.
std::string counts_text(const paper::AffWild2& set, paper::AffWild2Part part) {
  const auto published = paper::affwild2_published_counts(part);
  std::vector<TextRow> rows = {{"expression", "frames", "published"}};
  for (std::size_t i = 0; i < published.size(); ++i) {
    rows.push_back({std::string(paper::affwild2_labels[i]), std::to_string(set.counts[i]),
                    std::to_string(published[i])});
  }
  std::string text = text_table(rows);
  text += fmt::format(
      "{} videos; {} without valence and arousal left out; {} frames without one of the labels, {} "
      "without a picture\n",
      set.videos, set.single, set.unlabelled, set.without_picture);
  if (set.counts != published) {
    text +=
        "These are not the frames of the published protocol: the copy is another or lacks some.\n";
  }
  return text + "\n";
}

std::string json_of(const paper::AffectNetReport& report, const paper::AffWild2& set,
                    paper::AffWild2Part part) {
  nlohmann::ordered_json json = nlohmann::ordered_json::parse(paper::expressions_json(report));
  json["data"].erase("unusable_boxes");
  json["data"]["videos"] = set.videos;
  json["data"]["videos_left_out"] = set.single;
  json["data"]["unlabelled_frames"] = set.unlabelled;
  json["data"]["frames_without_picture"] = set.without_picture;
  const auto published = paper::affwild2_published_counts(part);
  for (std::size_t i = 0; i < published.size(); ++i) {
    json["data"]["frames"][std::string(paper::affwild2_labels[i])] = {{"found", set.counts[i]},
                                                                      {"published", published[i]}};
  }
  return json.dump(2) + "\n";
}

int run_affwild2(const AffWild2Request& request) {
  const auto part =
      request.part == "train" ? paper::AffWild2Part::train : paper::AffWild2Part::valid;
  RunFiles files;
  files.reads(request.data);
  files.reads_models(request.models);
  add_outputs(files, request.outputs);
  files.prepare();
  const paper::AffWild2 set = paper::open_affwild2(request.data, part);
  BegunOutputs outputs(request.outputs);
  paper::ExpressionOptions options;
  options.bootstrap = {.resamples = request.resamples, .seed = request.seed};
  options.threads = request.threads;
  options.prior = request.prior;
  options.predict.threads = request.threads;
  options.predict.max_corrupt_share = request.max_corrupt / 100;
  options.predict.stop = [] { return app::InterruptGuard::interrupted(); };
  const app::InterruptGuard guard;
  paper::AffectNetReport report{set.source.get(), "Aff-Wild2 of ABAW 2021", request.part, {}, {}};
  for (const std::string& model : request.models) {
    std::optional<app::ProgressBar> progress;
    options.predict.progress = [&](std::size_t done, std::size_t total) {
      if (!progress) progress.emplace(total, "frames", !request.outputs.quiet);
      progress->update(done);
    };
    report.models.push_back(paper::evaluate_expressions(model, set.source, options));
  }
  if (outputs.wants_json()) outputs.write_json(json_of(report, set, part));
  if (outputs.wants_csv()) outputs.write_csv(paper::affectnet_csv(report));
  if (!request.outputs.svg.empty()) paper::write_affectnet_plots(request.outputs.svg, report);
  if (!request.outputs.quiet) {
    outputs.print(counts_text(set, part) + paper::expressions_text(report));
  }
  return app::exit_ok;
}

void add_affwild2_options(CLI::App& app, AffWild2Request& request) {
  app.add_option("DIR", request.data, "Aff-Wild2's folder, with label files and cropped frames")
      ->required();
  app.add_option("--model", request.models,
                 "Models to score: names in mien models list, or paths of .onnx files")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("MODEL,...")
      ->capture_default_str();
  app.add_option("--split", request.part, "Part of the data to score")
      ->check(CLI::IsMember({"valid", "train"}))
      ->type_name("valid|train")
      ->capture_default_str();
  add_prior(app, request.prior);
  app.add_option("--seed", request.seed, "Start of the random numbers of the resamples")
      ->type_name("N")
      ->capture_default_str();
  add_resamples(app, request.resamples);
  add_max_corrupt(app, request.max_corrupt);
  add_threads(app, request.threads);
}

}  // namespace

Command add_evaluate_affwild2(CLI::App& evaluate) {
  auto request = std::make_shared<AffWild2Request>();
  CLI::App* app = evaluate.add_subcommand(
      "affwild2",
      "Score expressions, valence and arousal on the frames of Aff-Wild2 (Emotion-GCN's protocol)");
  add_affwild2_options(*app, *request);
  add_output_options(*app, request->outputs, "Write plots of confusion into a folder",
                     "Write a row for each score; - is standard output");
  app->footer(
      "Example: mien evaluate affwild2 Aff-Wild2/ --model emotion-gcn.onnx\n"
      "\n"
      "DIR holds EXPR_Set/ and VA_Set/ (or annotations/ with both) with Train_Set/ and\n"
      "Validation_Set/, and cropped_aligned/VIDEO/NNNNN.jpg. Scored are the frames that have\n"
      "both an expression and valence and arousal. Neighbouring frames are alike: intervals are\n"
      "too narrow.");
  return {app, [request] { return run_affwild2(*request); }};
}

}  // namespace mien::cli
