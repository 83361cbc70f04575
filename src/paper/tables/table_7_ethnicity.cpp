#include <fmt/format.h>

#include <algorithm>

#include "core/counted.h"
#include "mien/core/error.h"
#include "paper/protocols/frozen_protocol.h"
#include "paper/protocols/utkface.h"
#include "paper/tables/paper_tables.h"
#include "paper/tables/published_row.h"
#include "paper/tables/tables.h"
#include "pipeline/model_loading.h"

namespace mien::paper {

namespace {

using Json = nlohmann::ordered_json;
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

TableRow ethnicity_row(const std::string& group, const std::string& title,
                       const std::vector<eval::ScoreValue>& scores) {
  TableRow row;
  row.group = group;
  row.title = title;
  row.measured.resize(feature_columns);
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
  FrozenFeatureOptions options;
  options.threads = request.threads;
  options.progress = run.progress("pictures");
  options.stop = Reproduction::stop();
  const FrozenFeatures test = read_frozen_features(features, source, parts.test, options);
  options.progress = run.progress("pictures");
  const FrozenFeatures train = read_frozen_features(features, source, parts.train, options);
  std::vector<TableRow> rows;
  for (const FrozenClassifier& classifier : frozen_classifiers(1000, request.seed)) {
    if (Reproduction::stop()()) throw Error(ErrorCode::cancelled, "interrupted");
    const FrozenScore score = score_frozen(classifier, train.samples, test.samples,
                                           run.evaluation_options("").bootstrap, request.threads);
    TableRow row = ethnicity_row(group, classifier.name, score.scores);
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
  TableRow row = ethnicity_row(group, "new fc layer", head->scores);
  row.samples = fmt::format("{} pictures", count_text(head->samples));
  row.data = name;
  row.note = fmt::format(
      "The layer of {}, on the same frozen base, was trained on the training splits of UTKFace's "
      "part and of FairFace's.",
      layer_model);
  return {row};
}

void add_ethnicity_rows(ReproducedTable& table, Reproduction& run, const Source& source,
                        const std::string& hash, const std::string& name,
                        const std::string& group) {
  const Parts parts = parts_of(source, run.request().seed);
  const auto add = [&](const char* model, const char* title, auto measure) {
    if (!run.has_model(model)) {
      merge_rows(table, {row_without_model(group, title, model)});
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

ReproducedTable published_table_7() {
  ReproducedTable table;
  table.id = "table-7";
  table.title = "Table 7: ethnicity";
  table.caption =
      "Accuracy of classifiers on frozen features, five classes (White, Black, Asian, Indian, "
      "Latino "
      "or Middle Eastern).";
  table.columns = {{"VGGFace", "%", 1},
                   {"VGGFace-2", "%", 1},
                   {"FaceNet", "%", 1},
                   {"MobileNet-v1", "%", 1},
                   {"MobileNet-v1, mean recall", "%", 1}};
  table.charted = 3;
  for (const PaperEthnicity& paper : paper_table_7()) {
    table.rows.push_back(published_row(
        "UTKFace, 20,149 training and 3,559 test photos", std::string(paper.classifier),
        {paper.vggface, paper.vggface2, paper.facenet, paper.mobilenet},
        "Needs the whole UTKFace, aligned and cropped: --utkface FOLDER "
        "measures it on 85 and 15 % of it. Features of the other networks are "
        "not in any package registry."));
  }
  return table;
}

ReproducedTable reproduce_ethnicity(Reproduction& run) {
  ReproducedTable table = published_table_7();
  table.command = "mien evaluate utkface DATA";
  const std::string utkface = "utkface.tar";
  if (const auto source = run.source(utkface)) {
    add_ethnicity_rows(table, run, source, run.hash_of(utkface), utkface,
                       "UTKFace part, aligned and cropped, training to validation split");
  }
  if (!run.request().utkface.empty()) {
    const auto source = open_utkface(run.request().utkface);
    if (source->records().path(0).ends_with(".chip.jpg")) {
      add_ethnicity_rows(
          table, run, source, source->sha256(), "utkface",
          fmt::format("Your UTKFace (--utkface), {:g} % to the others", 100 * train_share));
    }
  }
  return table;
}

}  // namespace mien::paper
