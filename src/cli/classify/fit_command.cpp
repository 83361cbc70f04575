#include "cli/classify/fit_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/exit_code.h"
#include "app/progress.h"
#include "cli/classify/fit_options.h"
#include "cli/files/run_files.h"
#include "core/counted.h"
#include "core/output_file.h"
#include "mien/core/error.h"
#include "mien/descriptors/descriptor_table.h"
#include "mien/learn/cross_validation.h"
#include "paper/reports/classifier_scores.h"
#include "report/text_table.h"

namespace mien::cli {

namespace {

/// What a run of `mien fit` found.
struct FitReport {
  std::vector<Candidate> candidates;
  std::size_t best = 0;
  std::optional<GridSearch> grid;  ///< on all samples, if there are several candidates
  std::optional<paper::ClassifierScores> scores;
};

std::vector<PipelineOptions> options_of(const std::vector<Candidate>& candidates) {
  std::vector<PipelineOptions> options;
  options.reserve(candidates.size());
  for (const Candidate& candidate : candidates) options.push_back(candidate.options);
  return options;
}

FitReport validate(const FitRequest& request, const LabelledTable& table) {
  FitReport report;
  report.candidates = candidates_of(request);
  if (report.candidates.size() > 1 && request.folds < 2) {
    throw Error(ErrorCode::usage, "--folds: expected 2 or more to choose among several values");
  }
  if (request.folds == 0) return report;
  const std::vector<PipelineOptions> options = options_of(report.candidates);
  std::optional<app::ProgressBar> bar;
  ValidationOptions validation{request.folds, request.seed, request.threads, nullptr};
  validation.progress = [&](std::size_t done, std::size_t total) {
    if (!bar) bar.emplace(total, "fits", !request.quiet);
    bar->update(done);
  };
  const CrossValidation result = cross_validate(table.samples, table.groups, options, validation);
  eval::BootstrapOptions bootstrap = request.bootstrap;
  bootstrap.seed = request.seed;
  report.scores = paper::score_answers(table.samples.names, table.samples.classes,
                                       result.predictions, table.groups, bootstrap);
  bar.reset();
  if (options.size() > 1) {
    report.grid = grid_search(table.samples, table.groups, options, validation);
    report.best = report.grid->best;
  }
  return report;
}

std::string report_text(const FitRequest& request, const LabelledTable& table,
                        const FitReport& report) {
  std::string text = fmt::format("{} of {}", counted(table.rows.size(), "clip"),
                                 counted(table.samples.names.size(), "class", "classes"));
  if (table.unlabelled > 0) text += fmt::format(", {} left out without a label", table.unlabelled);
  if (table.faceless > 0) text += fmt::format(", {} left out without a face", table.faceless);
  text += fmt::format("; {}, {}\n", request.kind, report.candidates[report.best].text);
  if (report.grid) {
    std::vector<TextRow> rows = {{"tried", "mean accuracy of the folds"}};
    for (std::size_t i = 0; i < report.candidates.size(); ++i) {
      rows.push_back(
          {report.candidates[i].text, fmt::format("{:.1f} %{}", 100 * report.grid->scores[i].mean,
                                                  i == report.best ? " *" : "  ")});
    }
    text += "\n" + text_table(rows);
  }
  if (report.scores) {
    text += fmt::format("\n{}{}{}\n", counted(static_cast<std::uint64_t>(request.folds), "fold"),
                        request.group.empty() ? "" : " by " + request.group,
                        report.grid ? ", each with values of its own choice" : "");
    text += paper::scores_text(*report.scores);
  }
  return text;
}

std::string report_json(const FitRequest& request, const LabelledTable& table,
                        const FitReport& report) {
  nlohmann::ordered_json json = {
      {"kind", request.kind},           {"chosen", report.candidates[report.best].text},
      {"folds", request.folds},         {"group", request.group},
      {"unlabelled", table.unlabelled}, {"faceless", table.faceless}};
  for (std::size_t i = 0; report.grid && i < report.candidates.size(); ++i) {
    json["candidates"].push_back({{"parameters", report.candidates[i].text},
                                  {"fold_accuracies", report.grid->scores[i].fold_accuracies},
                                  {"mean", report.grid->scores[i].mean}});
  }
  if (report.scores) json["cross_validation"] = paper::scores_json(*report.scores);
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

int run_fit(const FitRequest& request) {
  if (request.output.empty() && request.folds == 0) {
    throw Error(ErrorCode::usage, "expected --output, or --folds of 2 or more, found neither");
  }
  RunFiles files;
  files.reads(request.descriptors);
  files.reads(index_of(request.descriptors, request.index));
  files.writes("--output", request.output);
  files.writes("--json", request.json);
  files.prepare();
  const DescriptorTable all = read_descriptors(request.descriptors, request.index);
  const LabelledTable table = labelled_rows(all, request.label, request.group, request.faceless);
  const FitReport report = validate(request, table);
  if (!request.output.empty()) {
    const Pipeline pipeline =
        fit_pipeline(table.samples, report.candidates[report.best].options, request.threads,
                     request.descriptors.filename().string());
    save_pipeline(pipeline, request.output);
  }
  if (!request.json.empty()) write_file(request.json, report_json(request, table, report));
  if (!request.quiet && request.json != "-") write_file("-", report_text(request, table, report));
  return app::exit_ok;
}

}  // namespace

Command add_fit_command(CLI::App& parent) {
  CLI::App* app =
      parent.add_subcommand("fit", "Fit a classifier of descriptors, and cross-validate it");
  auto request = std::make_shared<FitRequest>();
  add_fit_options(*app, *request);
  return {app, [request] { return run_fit(*request); }};
}

}  // namespace mien::cli
