#include "cli/evaluate/evaluate_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/interrupt.h"
#include "app/progress.h"
#include "cli/evaluate/evaluate_affectnet.h"
#include "cli/evaluate/evaluate_affwild2.h"
#include "cli/evaluate/evaluate_clips.h"
#include "cli/evaluate/evaluate_detection.h"
#include "cli/evaluate/evaluate_files.h"
#include "cli/evaluate/evaluate_lfw.h"
#include "cli/evaluate/evaluate_options.h"
#include "cli/evaluate/evaluate_outputs.h"
#include "cli/evaluate/evaluate_text.h"
#include "cli/evaluate/evaluate_utkface.h"
#include "cli/files/inputs.h"
#include "core/console.h"
#include "core/output_file.h"
#include "core/printable.h"
#include "dataset/source.h"
#include "mien/core/error.h"
#include "paper/reports/fairness_text.h"
#include "pipeline/model_loading.h"

namespace mien::cli {

namespace {

eval::Evaluation evaluate(const EvaluateRequest& request, eval::EvaluationOptions options,
                          const Network& network,
                          const std::shared_ptr<const dataset::PictureSource>& source) {
  if (request.analyzer.detector != "none") {
    FaceAnalyzerOptions analyzer = request.analyzer;
    analyzer.threads = 1;  // several pictures are looked at at once
    options.predict.detector = load_detector(analyzer);
  }
  std::optional<app::ProgressBar> progress;
  options.predict.progress = [&](std::size_t done, std::size_t total) {
    if (!progress) progress.emplace(total, "pictures", !request.quiet);
    progress->update(done);
  };
  options.predict.stop = [] { return app::InterruptGuard::interrupted(); };
  const app::InterruptGuard guard;
  return eval::evaluate(network, source, options);
}

void print_problems(const eval::Evaluation& evaluation) {
  constexpr std::size_t most_listed = 20;
  std::string text;
  std::size_t listed = 0;
  for (const eval::PictureOutcome& outcome : evaluation.outcomes) {
    if (outcome.state != eval::PictureOutcome::State::unreadable) continue;
    if (++listed <= most_listed) text += fmt::format("skipped: {}\n", printable(outcome.message));
  }
  say(text);
}

int run_evaluate(const EvaluateRequest& request, const std::vector<Command>& protocols) {
  if (request.model.empty() || request.data.empty()) {
    std::vector<std::string> names;
    names.reserve(protocols.size());
    for (const Command& protocol : protocols) names.push_back(protocol.app->get_name());
    throw Error(ErrorCode::usage,
                fmt::format("evaluate: expected MODEL and DATA, or a protocol ({}) and its data; "
                            "mien evaluate --help says more",
                            fmt::join(names, ", ")));
  }
  const eval::EvaluationOptions options = evaluation_options(request);
  const Network network = load_network(request.model, {.threads = request.threads});
  const auto source = dataset::open_source(request.data);
  const EvaluateOutputs requested{request.json, request.csv, request.svg, request.quiet};
  RunFiles files;
  files.reads(request.data);
  files.reads_models({&request.model, 1});
  add_outputs(files, requested);
  files.writes("--fairness-csv", request.fairness_csv);
  files.prepare();
  BegunOutputs outputs(requested);
  std::optional<OutputFile> gaps_file;
  if (!request.fairness_csv.empty()) gaps_file.emplace(request.fairness_csv);
  const eval::Evaluation evaluation = evaluate(request, options, network, source);
  std::vector<eval::FairnessGap> gaps;
  if (request.fairness) gaps = eval::fairness_gaps(evaluation, options);
  const EvaluatedNames names{.model = request.model, .data = request.data, .split = request.split};
  if (outputs.wants_json()) {
    outputs.write_json(evaluation_json(evaluation, names, network.metadata(), *source,
                                       request.fairness ? &gaps : nullptr));
  }
  if (gaps_file) {
    gaps_file->write(paper::fairness_csv(gaps));
    gaps_file->commit();
  }
  if (outputs.wants_csv()) outputs.write_csv(evaluation_csv(evaluation));
  if (!request.svg.empty()) write_plots(request.svg, evaluation);
  if (!request.quiet) {
    print_problems(evaluation);
    outputs.print(evaluation_text(evaluation, names) +
                  (request.fairness ? paper::fairness_text(gaps) : std::string()));
  }
  return say_findings(source->findings(), request.quiet);
}

/// A protocol is named by the first word. Elsewhere such a word is a model, or data in a folder of
/// that name.
void allow_protocols(std::span<const Command> protocols, std::span<const std::string> words) {
  const auto helps = [](const std::string& word) { return word == "-h" || word == "--help"; };
  const bool named = !words.empty() && std::ranges::any_of(protocols, [&](const Command& protocol) {
    return protocol.app->get_name() == words.front();
  });
  if (named || std::ranges::any_of(words, helps)) return;
  for (const Command& protocol : protocols) protocol.app->disabled();
}

}  // namespace

Command add_evaluate_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "evaluate", "Score a model on labelled pictures or by a protocol, with intervals");
  auto request = std::make_shared<EvaluateRequest>();
  add_evaluate_options(*app, *request);
  app->require_subcommand(0, 1);
  const std::vector<Command> protocols = {
      add_evaluate_afew(*app),     add_evaluate_vgaf(*app),     add_evaluate_clips(*app),
      add_evaluate_lfw(*app),      add_evaluate_utkface(*app),  add_evaluate_affectnet(*app),
      add_evaluate_affwild2(*app), add_evaluate_detection(*app)};
  return {app,
          [request, protocols] {
            for (const Command& protocol : protocols) {
              if (protocol.app->parsed()) return protocol.run();
            }
            return run_evaluate(*request, protocols);
          },
          [protocols](std::span<const std::string> words) { allow_protocols(protocols, words); }};
}

}  // namespace mien::cli
