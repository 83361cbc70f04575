#include "cli/classify/fit_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <optional>

#include "cli/shell/common_options.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace {

void add_classifier_options(CLI::App& app, FitRequest& request) {
  const char* const group = "Classifier (several values are tried)";
  app.add_option("--kind", request.kind, "Kind of the classifier")
      ->check(CLI::IsMember({"linear-svc", "rbf-svm", "random-forest", "nearest-neighbours"}))
      ->type_name("linear-svc|rbf-svm|random-forest|nearest-neighbours")
      ->capture_default_str()
      ->group(group);
  app.add_option("--cost", request.c, "SVMs: weight of the errors, known as C (default: 1)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NUMBER,...")
      ->group(group);
  app.add_option("--gamma", request.gamma,
                 "rbf-svm: width of the kernel (default: 1 / (columns * variance))")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("G,...")
      ->group(group);
  app.add_option("--depth", request.depth, "random-forest: most splits above a leaf (default: any)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("N,...")
      ->group(group);
  app.add_option("--trees", request.trees, "random-forest: number of trees")
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  app.add_option("--neighbours", request.neighbours,
                 "nearest-neighbours: number of neighbours that vote (default: 5)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("K,...")
      ->group(group);
  const std::map<std::string, DistanceMetric> metrics = {{"euclidean", DistanceMetric::euclidean},
                                                         {"cosine", DistanceMetric::cosine}};
  app.add_option("--metric", request.metric,
                 "nearest-neighbours: distance that decides what is near")
      ->transform(CLI::CheckedTransformer(metrics).description(""))
      ->type_name("euclidean|cosine")
      ->default_str("euclidean")
      ->group(group);
  app.add_flag("--by-distance", request.by_distance, "nearest-neighbours: nearer ones count more")
      ->group(group);
  app.add_flag("--balanced", request.balanced, "SVMs: errors of rare classes count more")
      ->group(group);
  const std::map<std::string, StepKind> steps = {{"scale", StepKind::standard_scaling},
                                                 {"l2", StepKind::l2}};
  app.add_option("--steps", request.steps,
                 "Steps that prepare descriptors, in this order (default: none)")
      ->transform(CLI::CheckedTransformer(steps).description(""))
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("scale|l2,...")
      ->group(group);
}

void refuse(bool is_set, const char* option, const FitRequest& request) {
  if (!is_set) return;
  throw Error(ErrorCode::usage, fmt::format("{}: expected with another --kind, found it with {}",
                                            option, request.kind));
}

template <typename Value>
std::vector<std::optional<Value>> or_default(const std::vector<Value>& values) {
  if (values.empty()) return {std::nullopt};
  return {values.begin(), values.end()};
}

}  // namespace

void add_fit_options(CLI::App& app, FitRequest& request) {
  app.add_option("DESCRIPTORS", request.descriptors, "A .npy file, rows x numbers")->required();
  app.add_option("-o,--output", request.output,
                 "The classifier; without it there is only the cross-validation")
      ->type_name("FILE.mienclf");
  app.add_option("--index", request.index,
                 "CSV with a line a descriptor (default: DESCRIPTORS.csv)")
      ->type_name("FILE")
      ->group("Data");
  app.add_option("--label-column", request.label, "Column of the index with the classes")
      ->type_name("COLUMN")
      ->capture_default_str()
      ->group("Data");
  app.add_option("--group-column", request.group,
                 "Column of the index with what belongs together, such as a person: never both "
                 "fitted on and "
                 "scored on")
      ->type_name("COLUMN")
      ->group("Data");
  app.add_flag("--faceless", request.faceless, "Use descriptors of clips without a face, too")
      ->group("Data");
  add_classifier_options(app, request);
  app.add_option("--folds", request.folds, "Parts of the cross-validation; 0 leaves it out")
      ->check(CLI::Range(0, 100000))
      ->type_name("N")
      ->capture_default_str()
      ->group("Validation");
  app.add_option("--seed", request.seed, "Start of the random numbers of folds, trees and solvers")
      ->type_name("N")
      ->capture_default_str()
      ->group("Validation");
  add_resamples(app, request.bootstrap.resamples, "Validation");
  app.add_option("--json", request.json, "Write all scores as JSON; - is standard output")
      ->type_name("FILE");
  add_threads(app, request.threads);
  app.add_flag("-q,--quiet", request.quiet, "Print no tables or progress bar");
  app.footer(
      "Examples:\n"
      "  mien fit clips.npy --cost 1.1 -o clips.mienclf\n"
      "  mien fit ckplus.npy --group subject --folds 10 --C 0.1,1,10 --steps l2\n"
      "  mien fit clips.npy --kind random-forest --depth 7 --json scores.json -o forest.mienclf\n"
      "\n"
      "With several values each fold chooses among them by a cross-validation of its own, so that\n"
      "the scores owe nothing to the clips they are of. docs/guides/classifiers.md says more.");
}

std::vector<Candidate> candidates_of(const FitRequest& request) {
  const bool svm = request.kind == "linear-svc" || request.kind == "rbf-svm";
  refuse(!svm && !request.c.empty(), "--cost", request);
  refuse(!svm && request.balanced, "--balanced", request);
  refuse(request.kind != "rbf-svm" && !request.gamma.empty(), "--gamma", request);
  refuse(request.kind != "random-forest" && !request.depth.empty(), "--depth", request);
  refuse(request.kind != "nearest-neighbours" && !request.neighbours.empty(), "--neighbours",
         request);
  std::vector<Candidate> all;
  const auto add = [&](const std::string& text, const ClassifierOptions& classifier) {
    all.push_back({text, {request.steps, classifier}});
  };
  for (const std::optional<double> c : or_default(request.c)) {
    if (request.kind == "linear-svc") {
      add(fmt::format("C {:g}", c.value_or(1)),
          LinearSvcOptions{.c = c.value_or(1), .balanced = request.balanced, .seed = request.seed});
    }
    for (const std::optional<double> gamma : or_default(request.gamma)) {
      if (request.kind != "rbf-svm") continue;
      add(fmt::format("C {:g}, gamma {}", c.value_or(1),
                      gamma ? fmt::format("{:g}", *gamma) : "scaled"),
          RbfSvmOptions{.c = c.value_or(1),
                        .gamma = gamma,
                        .balanced = request.balanced,
                        .seed = request.seed});
    }
  }
  for (const std::optional<int> depth : or_default(request.depth)) {
    if (request.kind != "random-forest") continue;
    add(fmt::format("{} trees, depth {}", request.trees, depth ? fmt::format("{}", *depth) : "any"),
        RandomForestOptions{.trees = request.trees, .depth = depth, .seed = request.seed});
  }
  for (const std::optional<int> neighbours : or_default(request.neighbours)) {
    if (request.kind != "nearest-neighbours") continue;
    add(fmt::format("{} neighbours", neighbours.value_or(5)),
        NearestNeighboursOptions{.neighbours = neighbours.value_or(5),
                                 .metric = request.metric,
                                 .by_distance = request.by_distance});
  }
  return all;
}

}  // namespace mien::cli
