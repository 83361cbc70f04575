#include "cli/classify/predict_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "app/exit_code.h"
#include "cli/files/run_files.h"
#include "cli/shell/common_options.h"
#include "core/console.h"
#include "core/counted.h"
#include "core/output_file.h"
#include "mien/descriptors/descriptor_table.h"
#include "paper/reports/classifier_scores.h"
#include "report/csv.h"

namespace mien::cli {

namespace {

struct PredictRequest {
  std::filesystem::path classifier;
  std::filesystem::path descriptors;
  std::filesystem::path index;
  std::filesystem::path csv;
  std::filesystem::path json;
  std::string label = "label";
  eval::BootstrapOptions bootstrap;
  int threads = 1;
  bool quiet = false;
};

/// A field of the index; empty without it.
std::string field_of(const DescriptorTable& table, std::size_t row, const std::string& column) {
  const std::optional<std::size_t> at = table.find(column);
  return at ? table.rows[row][*at] : "";
}

std::string answers_csv(const DescriptorTable& table, const PredictRequest& request,
                        const Pipeline& pipeline, const ClassPredictions& answers) {
  std::string text = "row,clip,label,class";
  for (const std::string& name : pipeline.names()) text += "," + csv_field("probability_" + name);
  text += "\n";
  for (std::size_t r = 0; r < answers.chosen.size(); ++r) {
    const std::string clip = field_of(table, r, "clip");
    text += fmt::format("{},{},{},{}", r, clip.empty() ? "" : csv_file_name(clip),
                        csv_text(field_of(table, r, request.label)),
                        csv_text(pipeline.names()[answers.chosen[r]]));
    for (const double probability : answers.row(r)) text += fmt::format(",{:.6f}", probability);
    text += "\n";
  }
  return text;
}

std::string answers_json(const DescriptorTable& table, const PredictRequest& request,
                         const Pipeline& pipeline, const ClassPredictions& answers,
                         const std::optional<paper::ClassifierScores>& scores) {
  nlohmann::ordered_json json = {{"kind", pipeline.classifier().kind()},
                                 {"classes", pipeline.names()}};
  for (std::size_t r = 0; r < answers.chosen.size(); ++r) {
    const auto row = answers.row(r);
    json["clips"].push_back({{"clip", field_of(table, r, "clip")},
                             {"label", field_of(table, r, request.label)},
                             {"class", pipeline.names()[answers.chosen[r]]},
                             {"probabilities", std::vector<double>(row.begin(), row.end())}});
  }
  if (scores) json["evaluation"] = paper::scores_json(*scores);
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

/// The scores of the rows whose label is a class of the classifier; nothing without such rows.
std::optional<paper::ClassifierScores> scores_of(const DescriptorTable& table,
                                                 const PredictRequest& request,
                                                 const Pipeline& pipeline,
                                                 const ClassPredictions& answers) {
  ClassPredictions scored{answers.classes, {}, {}};
  std::vector<std::uint32_t> truth;
  for (std::size_t r = 0; r < answers.chosen.size(); ++r) {
    const auto at = std::ranges::find(pipeline.names(), field_of(table, r, request.label));
    if (at == pipeline.names().end()) continue;
    truth.push_back(static_cast<std::uint32_t>(at - pipeline.names().begin()));
    scored.chosen.push_back(answers.chosen[r]);
    scored.probabilities.insert(scored.probabilities.end(), answers.row(r).begin(),
                                answers.row(r).end());
  }
  if (truth.empty()) return std::nullopt;
  return paper::score_answers(pipeline.names(), truth, scored, {}, request.bootstrap);
}

int run_predict(const PredictRequest& request) {
  RunFiles files;
  files.reads(request.classifier);
  files.reads(request.descriptors);
  files.reads(index_of(request.descriptors, request.index));
  files.writes("--csv", request.csv);
  files.writes("--json", request.json);
  files.prepare();
  const Pipeline pipeline = load_pipeline(request.classifier);
  const DescriptorTable table = read_descriptors(request.descriptors, request.index);
  const ClassPredictions answers = pipeline.predict(table.features, request.threads);
  const std::optional<paper::ClassifierScores> scores =
      scores_of(table, request, pipeline, answers);
  const bool to_screen = request.csv.empty() && request.json.empty();
  if (to_screen || !request.csv.empty()) {
    write_file(to_screen ? "-" : request.csv, answers_csv(table, request, pipeline, answers));
  }
  if (!request.json.empty()) {
    write_file(request.json, answers_json(table, request, pipeline, answers, scores));
  }
  if (scores && !request.quiet) {
    say(fmt::format("{} of {} with a label of the classifier\n{}", scores->samples,
                    counted(answers.chosen.size(), "clip"), paper::scores_text(*scores)));
  }
  return app::exit_ok;
}

}  // namespace

Command add_predict_command(CLI::App& parent) {
  CLI::App* app =
      parent.add_subcommand("predict", "Tell the classes of descriptors by a classifier");
  auto request = std::make_shared<PredictRequest>();
  app->add_option("CLASSIFIER", request->classifier, "A file that mien fit wrote")->required();
  app->add_option("DESCRIPTORS", request->descriptors, "A .npy file, rows x numbers")->required();
  app->add_option("--index", request->index,
                  "CSV with a line a descriptor (default: DESCRIPTORS.csv, if it is there)")
      ->type_name("FILE");
  app->add_option("--label-column", request->label,
                  "Column of the index with the labels to score the answers by")
      ->type_name("COLUMN")
      ->capture_default_str();
  app->add_option(
         "--csv", request->csv,
         "Write a row for each clip, with probabilities; - is standard output (the default)")
      ->type_name("FILE");
  app->add_option("--json", request->json,
                  "Write the answers and the scores as JSON; - is standard output")
      ->type_name("FILE");
  add_threads(*app, request->threads);
  app->add_flag("-q,--quiet", request->quiet, "Print no scores on standard error");
  app->footer(
      "Examples:\n"
      "  mien predict clips.mienclf new.npy > answers.csv\n"
      "  mien predict clips.mienclf valid.npy --json scores.json");
  return {app, [request] { return run_predict(*request); }};
}

}  // namespace mien::cli
