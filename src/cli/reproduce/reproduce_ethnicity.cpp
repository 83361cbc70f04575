#include <fmt/format.h>

#include <algorithm>

#include "cli/reproduce/reproduce_tables.h"
#include "cli/shell/count_text.h"
#include "eval/protocols/frozen_protocol.h"
#include "eval/protocols/utkface.h"
#include "mien/core/error.h"
#include "pipeline/model_loading.h"
#include "reproduce/paper_tables.h"

namespace mien::cli {

namespace {

using Json = nlohmann::ordered_json;
using reproduce::Cell;
using reproduce::TableRow;
using Source = std::shared_ptr<const dataset::PictureSource>;

constexpr const char* features = "faceres-deep";
constexpr const char* layer_model = "mobilenet-v1-face";
constexpr std::size_t feature_columns = 5;
constexpr double train_share = 0.85;  ///< as the paper's counts

/// Pictures to fit on and to score.
struct Parts {
  dataset::Split train;
  dataset::Split test;
};

Parts parts_of(const Source& source, std::uint64_t seed) {
  if (source->records().find_column("split")) {
    return {dataset::SplitColumn{"split", "train"}, dataset::SplitColumn{"split", "valid"}};
  }
  return {dataset::SplitShare{0, train_share, seed, "", ""},
          dataset::SplitShare{train_share, 1, seed, "", ""}};
}

TableRow row_of(const std::string& group, const std::string& what,
                const std::vector<eval::ScoreValue>& scores) {
  TableRow row;
  row.group = group;
  row.what = what;
  row.measured.resize(feature_columns);
  constexpr double percent = 100;
  for (const eval::ScoreValue& score : scores) {
    const Cell cell{.value = percent * score.value,
                    .interval = {percent * score.interval.low, percent * score.interval.high}};
    if (score.name == "accuracy") row.measured[3] = cell;
    if (score.name == "balanced accuracy") row.measured[4] = cell;
  }
  return row;
}

std::vector<TableRow> classifier_rows(Reproduction& run, const Source& source, const Parts& parts,
                                      const std::string& group, const std::string& name) {
  const ReproduceRequest& request = run.request();
  eval::FrozenFeatureOptions options;
  options.threads = request.threads;
  options.progress = run.progress("pictures");
  options.stop = Reproduction::stop();
  const eval::FrozenFeatures test =
      eval::read_frozen_features(features, source, parts.test, options);
  options.progress = run.progress("pictures");
  const eval::FrozenFeatures train =
      eval::read_frozen_features(features, source, parts.train, options);
  std::vector<TableRow> rows;
  for (const eval::FrozenClassifier& classifier : eval::frozen_classifiers(1000, request.seed)) {
    if (Reproduction::stop()()) throw Error(ErrorCode::cancelled, "interrupted");
    const eval::FrozenScore score =
        eval::score_frozen(classifier, train.samples, test.samples,
                           run.evaluation_options("").bootstrap, request.threads);
    TableRow row = row_of(group, classifier.name, score.scores);
    row.samples =
        fmt::format("{} pictures, fitted on {}", count_text(score.test), count_text(score.train));
    row.data = name;
    row.note = fmt::format("Features of {}, the paper's MobileNet-v1.", features);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<TableRow> layer_rows(Reproduction& run, const Source& source, const Parts& parts,
                                 const std::string& group, const std::string& name) {
  eval::EvaluationOptions options = run.evaluation_options("");
  options.split = parts.test;
  options.groups.emplace();
  const Network network = load_network(layer_model, {.threads = run.request().threads});
  const eval::Evaluation evaluation = eval::evaluate(network, source, options);
  const auto head =
      std::ranges::find(evaluation.heads, "ethnicity", &eval::HeadEvaluation::attribute);
  if (head == evaluation.heads.end()) return {};
  TableRow row = row_of(group, "new fc layer", head->scores);
  row.samples = fmt::format("{} pictures", count_text(head->samples));
  row.data = name;
  row.note = fmt::format(
      "The layer of {}, on the same frozen base, was trained on the training splits of UTKFace's "
      "part and of FairFace's.",
      layer_model);
  return {row};
}

void add_faces(reproduce::ReproducedTable& table, Reproduction& run, const Source& source,
               const std::string& hash, const std::string& name, const std::string& group) {
  const Parts parts = parts_of(source, run.request().seed);
  const auto add = [&](const char* model, const char* what, auto measure) {
    if (!run.has_model(model)) {
      merge_rows(table, {row_without_model(group, what, model)});
      return;
    }
    const Json key = {
        {"data", hash}, {"model", run.model_hash(model)}, {"seed", run.request().seed}};
    merge_rows(table, run.rows(fmt::format("table-7-{}-{}", name, model), key,
                               fmt::format("Table 7: {} on {}", model, name),
                               [&] { return measure(run, source, parts, group, name); }));
  };
  add(features, "classifiers", classifier_rows);
  add(layer_model, "new fc layer", layer_rows);
}

}  // namespace

reproduce::ReproducedTable reproduce_ethnicity(Reproduction& run) {
  reproduce::ReproducedTable table = reproduce::paper_table(7);
  table.command = "mien evaluate utkface DATA";
  const std::string utkface = "utkface.tar";
  if (const auto source = run.source(utkface)) {
    add_faces(table, run, source, run.hash_of(utkface), utkface,
              "UTKFace part, aligned and cropped, training to validation split");
  }
  if (!run.request().utkface.empty()) {
    const auto source = eval::open_utkface(run.request().utkface);
    if (source->records().path(0).ends_with(".chip.jpg")) {
      add_faces(table, run, source, source->sha256(), "utkface",
                fmt::format("Your UTKFace (--utkface), {:g} % to the others", 100 * train_share));
    }
  }
  return table;
}

}  // namespace mien::cli
