#include "cli/evaluate/evaluate_utkface.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/interrupt.h"
#include "app/progress.h"
#include "cli/evaluate/evaluate_outputs.h"
#include "cli/files/inputs.h"
#include "cli/shell/common_options.h"
#include "mien/core/error.h"
#include "paper/protocols/utkface.h"
#include "paper/reports/utkface_report.h"
#include "pipeline/model_loading.h"

namespace mien::cli {

namespace {

struct UtkfaceRequest {
  std::string data;
  std::vector<std::string> models = {"faceres-deep", "mobilenet-v1-face",
                                     "mobilenet-v1-face-tuned"};
  std::string split;  ///< empty: all records, or valid if there is a column "split"
  FaceAnalyzerOptions analyzer = without_detector();  ///< the detector's options alone
  double gender_threshold = 0.6;                      ///< Table 6 of the paper
  std::vector<std::string> checks;                    ///< other data
  std::string check_split = "valid";
  std::string features = "faceres-deep";
  std::string layer_model = "mobilenet-v1-face";
  bool no_frozen = false;
  int trees = 1000;
  std::uint64_t seed = 0;
  std::size_t resamples = 1000;
  double max_corrupt = 1;  ///< percent of all pictures
  int threads = 1;
  EvaluateOutputs outputs;
};

using Source = std::shared_ptr<const dataset::PictureSource>;

/// A bar that appears with the first picture.
std::function<void(std::size_t, std::size_t)> progress_of(std::optional<app::ProgressBar>& bar,
                                                          const UtkfaceRequest& request) {
  bar.reset();
  return [&bar, &request](std::size_t done, std::size_t total) {
    if (!bar) bar.emplace(total, "pictures", !request.outputs.quiet);
    bar->update(done);
  };
}

bool has_splits(const Source& source) { return source->records().find_column("split").has_value(); }

eval::BootstrapOptions bootstrap_of(const UtkfaceRequest& request) {
  return {.resamples = request.resamples, .seed = request.seed};
}

paper::AttributeEvaluation attribute_evaluation(const std::string& model, const Source& source,
                                                const dataset::Split& split,
                                                const std::shared_ptr<const Detector>& detector,
                                                const UtkfaceRequest& request) {
  paper::AttributeOptions options;
  options.split = split;
  options.bootstrap = bootstrap_of(request);
  options.threads = request.threads;
  options.gender_threshold = static_cast<float>(request.gender_threshold);
  options.predict.threads = request.threads;
  options.predict.detector = detector;
  options.predict.max_corrupt_share = request.max_corrupt / 100;
  options.predict.stop = [] { return app::InterruptGuard::interrupted(); };
  std::optional<app::ProgressBar> bar;
  options.predict.progress = progress_of(bar, request);
  return paper::evaluate_attributes(model, source, options);
}

paper::AttributeTable attribute_table(const Source& source, const std::string& split,
                                      const std::shared_ptr<const Detector>& detector,
                                      const UtkfaceRequest& request) {
  paper::AttributeTable table{source.get(), split, detector != nullptr, {}};
  dataset::Split records;
  if (!split.empty()) records = dataset::SplitColumn{"split", split};
  for (const std::string& model : request.models) {
    table.models.push_back(attribute_evaluation(model, source, records, detector, request));
  }
  return table;
}

/// Training and test pictures: by the column "split", else 85 and 15 % by chance, as the paper's
/// counts are.
struct Parts {
  dataset::Split train;
  dataset::Split test;
  std::string text;
};

Parts parts_of(const Source& source, const UtkfaceRequest& request) {
  if (has_splits(source)) {
    return {dataset::SplitColumn{"split", "train"}, dataset::SplitColumn{"split", "valid"},
            "training split to validation split"};
  }
  constexpr double train = 0.85;
  return {
      dataset::SplitShare{0, train, request.seed, "", ""},
      dataset::SplitShare{train, 1, request.seed, "", ""},
      fmt::format("{:g} % of the pictures to the others, by seed {}", 100 * train, request.seed)};
}

/// The score of a model's own layer, which was trained on frozen features of the same kind.
/// @param scored what is already scored on the same pictures
std::optional<paper::FrozenScore> layer_score(
    const Source& source, const Parts& parts, const UtkfaceRequest& request,
    const std::vector<paper::AttributeEvaluation>& scored) {
  if (request.layer_model.empty() || request.layer_model == "none") return std::nullopt;
  const auto known =
      std::ranges::find(scored, request.layer_model, &paper::AttributeEvaluation::model);
  const paper::AttributeEvaluation model =
      known != scored.end()
          ? *known
          : attribute_evaluation(request.layer_model, source, parts.test, nullptr, request);
  paper::FrozenScore result{fmt::format("layer of {}", request.layer_model), 0, 0, {}};
  for (const char* name : {"accuracy", "balanced accuracy", "macro F1"}) {
    for (const paper::AttributeScore& score : model.scores) {
      if (score.attribute != "ethnicity" || score.ages != "all" || score.score.name != name) {
        continue;
      }
      result.test = score.samples;
      result.scores.push_back(score.score);
    }
  }
  if (!result.scores.empty()) return result;
  throw Error(ErrorCode::usage, fmt::format("--layer-model: expected a model with a head of "
                                            "ethnicity, found \"{}\"",
                                            request.layer_model));
}

/// @param scored models on the same pictures as the table tests, if any
paper::FrozenTable frozen_table(const Source& source, const UtkfaceRequest& request,
                                const std::vector<paper::AttributeEvaluation>& scored) {
  const Parts parts = parts_of(source, request);
  paper::FrozenFeatureOptions options;
  options.threads = request.threads;
  options.max_corrupt_share = request.max_corrupt / 100;
  options.stop = [] { return app::InterruptGuard::interrupted(); };
  std::optional<app::ProgressBar> bar;
  options.progress = progress_of(bar, request);
  const paper::FrozenFeatures test =
      paper::read_frozen_features(request.features, source, parts.test, options);
  options.progress = progress_of(bar, request);
  const paper::FrozenFeatures train =
      paper::read_frozen_features(request.features, source, parts.train, options);
  paper::FrozenTable table{request.features, options.attribute, parts.text, {}};
  const std::vector<paper::FrozenClassifier> classifiers =
      paper::frozen_classifiers(request.trees, request.seed);
  bar.reset();
  bar.emplace(classifiers.size(), "classifiers", !request.outputs.quiet);
  for (const paper::FrozenClassifier& classifier : classifiers) {
    if (app::InterruptGuard::interrupted()) throw Error(ErrorCode::cancelled, "interrupted");
    table.scores.push_back(paper::score_frozen(classifier, train.samples, test.samples,
                                               bootstrap_of(request), request.threads));
    bar->update(table.scores.size());
  }
  bar.reset();
  if (auto layer = layer_score(source, parts, request, scored))
    table.scores.push_back(*std::move(layer));
  return table;
}

int run_utkface(const UtkfaceRequest& request) {
  const Source source = paper::open_utkface(request.data);
  std::vector<Source> checks;
  for (const std::string& check : request.checks) checks.push_back(dataset::open_source(check));
  RunFiles files;
  files.reads(request.data);
  for (const std::string& check : request.checks) files.reads(check);
  files.reads_models(request.models);
  add_outputs(files, request.outputs);
  files.prepare();
  BegunOutputs outputs(request.outputs);
  std::shared_ptr<const Detector> detector;
  if (request.analyzer.detector != "none") detector = load_detector(request.analyzer);
  const app::InterruptGuard guard;
  paper::UtkfaceReport report;
  report.seed = request.seed;
  report.gender_threshold = request.gender_threshold;
  const std::string split = request.split.empty() && has_splits(source) ? "valid" : request.split;
  report.tables.push_back(attribute_table(source, split == "all" ? "" : split, detector, request));
  for (const Source& check : checks) {
    report.tables.push_back(
        attribute_table(check, has_splits(check) ? request.check_split : "", nullptr, request));
  }
  if (!request.no_frozen) {
    const bool same = split == "valid" && detector == nullptr;
    report.frozen = frozen_table(
        source, request,
        same ? report.tables.front().models : std::vector<paper::AttributeEvaluation>());
  }
  if (outputs.wants_json()) outputs.write_json(paper::utkface_json(report));
  if (outputs.wants_csv()) outputs.write_csv(paper::utkface_csv(report));
  if (!request.outputs.quiet) outputs.print(paper::utkface_text(report));
  dataset::WalkFindings findings = source->findings();
  for (const Source& check : checks) findings.add(check->findings());
  return say_findings(findings, request.outputs.quiet);
}

void add_utkface_options(CLI::App& app, UtkfaceRequest& request) {
  app.add_option("DATA", request.data,
                 "UTKFace's folder of AGE_GENDER_RACE_DATE.jpg, or a source with the columns age, "
                 "gender and ethnicity")
      ->required();
  app.add_option("--model", request.models,
                 "Models to score: names in mien models list, or paths of .onnx files")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("MODEL,...")
      ->capture_default_str();
  app.add_option(
         "--split", request.split,
         "Score the pictures with this value in the column split, or all (default: valid if it is "
         "there)")
      ->type_name("VALUE");
  add_optional_detector(app, request.analyzer, "Options");
  app.add_option("--gender-threshold", request.gender_threshold,
                 "Male from this probability on, for every model (Table 6 of Savchenko 2021: 0.6)")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("SHARE")
      ->capture_default_str();
  app.add_option("--check", request.checks, "Other data to score the models on, such as FairFace")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("DATA,...");
  app.add_option(
         "--check-split", request.check_split,
         "Score the pictures of the data of --check with this value in their column split, if they "
         "have one")
      ->type_name("VALUE")
      ->capture_default_str();
  const char* const group = "Table 7";
  app.add_flag("--no-frozen", request.no_frozen,
               "Leave out Table 7: the classifiers on features of a model that stays as it is")
      ->group(group);
  app.add_option("--frozen-model", request.features,
                 "Model whose features the classifiers of Table 7 take")
      ->type_name("MODEL")
      ->capture_default_str()
      ->group(group);
  app.add_option("--layer-model", request.layer_model,
                 "Model whose ethnicity head is the new layer of Table 7; none leaves that row out")
      ->type_name("MODEL")
      ->capture_default_str()
      ->group(group);
  app.add_option("--trees", request.trees, "Number of trees of the random forest of Table 7")
      ->check(CLI::Range(1, 100000))
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  app.add_option("--seed", request.seed,
                 "Start of the random numbers of resamples, classifiers and parts")
      ->type_name("N")
      ->capture_default_str();
  add_resamples(app, request.resamples);
  add_max_corrupt(app, request.max_corrupt);
  add_threads(app, request.threads);
}

}  // namespace

Command add_evaluate_utkface(CLI::App& evaluate) {
  auto request = std::make_shared<UtkfaceRequest>();
  CLI::App* app = evaluate.add_subcommand(
      "utkface",
      "Score age, gender and ethnicity by the protocols of Savchenko 2021 (Tables 6 and 7)");
  add_utkface_options(*app, *request);
  add_output_options(*app, request->outputs, "",
                     "Write a row for each score; - is standard output");
  app->footer(
      "Examples:\n"
      "  mien evaluate utkface utkface.tar --check fairface.tar --json scores.json\n"
      "  mien evaluate utkface UTKFace/ --no-frozen           (aligned and cropped pictures)\n"
      "  mien evaluate utkface in-the-wild/ --detector mtcnn --no-frozen\n"
      "\n"
      "Without a column split, Table 7 takes 85 % of the pictures to train, by --seed.\n"
      "docs/guides/evaluation.md says more.");
  return {app, [request] { return run_utkface(*request); }};
}

}  // namespace mien::cli
