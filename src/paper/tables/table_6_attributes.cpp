#include <fmt/format.h>

#include <array>

#include "core/counted.h"
#include "paper/protocols/attribute_protocol.h"
#include "paper/protocols/utkface.h"
#include "paper/tables/attribute_models.h"
#include "paper/tables/paper_tables.h"
#include "paper/tables/published_row.h"
#include "paper/tables/tables.h"
#include "pipeline/model_loading.h"

namespace mien::paper {

namespace {

using Json = nlohmann::ordered_json;

constexpr int paper_top = 2;

/// Labelled faces to score.
struct FaceData {
  std::shared_ptr<const dataset::PictureSource> source;
  std::string hash;
  std::string file;   ///< of the measurement's name
  std::string group;  ///< of its rows
  std::string split;  ///< empty: all records
  bool detect = false;
};

Cell cell_of(const eval::ScoreValue& score) {
  const double scale = score.unit == eval::Unit::share ? 100 : 1;
  return {.value = scale * score.value,
          .interval = {scale * score.interval.low, scale * score.interval.high}};
}

/// The cell that a score belongs into; nothing for those that the table has not.
std::optional<std::size_t> column_of(const AttributeScore& score) {
  if (score.attribute == "gender" && score.score.name == "accuracy") return 0;
  if (score.attribute != "age") return std::nullopt;
  if (score.score.name == "in the interval") {
    return score.own_age_top ? std::optional<std::size_t>(4) : std::nullopt;
  }
  if (score.score.name != "mean absolute error") return std::nullopt;
  return score.age_top == paper_top ? 1 : 3;
}

std::vector<TableRow> attribute_rows(const AttributeEvaluation& evaluation, const FaceData& data) {
  std::vector<TableRow> rows;
  for (const char* ages : {"all", "21 to 60"}) {
    TableRow row;
    row.group = data.group;
    if (std::string_view(ages) != "all") row.group += fmt::format(", ages {}", ages);
    row.title = evaluation.model;
    row.measured.resize(5);
    std::size_t samples = 0;
    for (const AttributeScore& score : evaluation.scores) {
      const std::optional<std::size_t> column = column_of(score);
      // The paper's ages of 21 to 60 are clamped to these years.
      const bool clamped = std::string_view(ages) != "all" && score.attribute == "age";
      if (!column || score.ages != (clamped ? "21 to 60, clamped" : ages)) continue;
      row.measured[*column] = cell_of(score.score);
      // A model whose own L is the paper's has one number for both.
      if (*column == 1 && score.own_age_top) row.measured[3] = row.measured[1];
      samples = score.samples;
    }
    if (samples == 0) continue;
    row.samples =
        fmt::format("{} of {} pictures", count_text(samples), count_text(evaluation.records));
    row.data = data.split.empty() ? data.file : fmt::format("{}, {}", data.file, data.split);
    if (evaluation.without_face > 0) {
      row.note = fmt::format("No face was found in {} photos.", evaluation.without_face);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void add_attribute_rows(ReproducedTable& table, Reproduction& run, const FaceData& data) {
  const ReproduceRequest& request = run.request();
  for (const char* model : attribute_models) {
    if (!run.has_model(model)) {
      merge_rows(table, {row_without_model(data.group, model, model)});
      continue;
    }
    const Json key = {{"data", data.hash},     {"model", run.model_hash(model)},
                      {"detect", data.detect}, {"gender_threshold", 0.6},
                      {"ages", "clamped"},     {"seed", request.seed}};
    merge_rows(table, run.rows(fmt::format("table-6-{}-{}", data.file, model), key,
                               fmt::format("Table 6: {} on {}", model, data.file), [&] {
                                 const eval::EvaluationOptions common =
                                     run.evaluation_options(data.split);
                                 AttributeOptions options;
                                 options.split = common.split;
                                 options.age_top = paper_top;
                                 options.bootstrap = common.bootstrap;
                                 options.predict = common.predict;
                                 options.threads = request.threads;
                                 if (data.detect) {
                                   options.predict.detector = load_detector(paper_detector());
                                 }
                                 return attribute_rows(
                                     evaluate_attributes(model, data.source, options), data);
                               }));
  }
}

}  // namespace

ReproducedTable published_table_6() {
  ReproducedTable table;
  table.id = "table-6";
  table.title = "Table 6: gender and age";
  table.caption =
      "Gender: accuracy. Age: mean absolute error, from the two most probable ages (L = 2 of eq. "
      "1). "
      "The paper's networks were not trained on UTKFace.";
  table.columns = {{"gender", "%", 2},
                   {"age", "years", 2},
                   {"parameters", "millions", 1},
                   {"age by the model's own L", "years", 2},
                   {"age in its group", "%", 2}};
  table.charted = 1;
  for (const PaperAttributes& paper : paper_table_6()) {
    const bool all = paper.ages == "all";
    const double millions = paper.parameters_millions;
    table.rows.push_back(published_row(
        all ? "UTKFace in the wild, 23,060 photos"
            : "UTKFace in the wild, ages 21 to 60, 3,287 photos",
        std::string(paper.network), {paper.gender, paper.age, all ? Number(millions) : Number()},
        paper.network == "MobileNet-v1"
            ? "Needs UTKFace in the wild: --utkface FOLDER measures mien's "
              "networks on it."
            : "The network of another work, which mien does not have."));
  }
  return table;
}

ReproducedTable reproduce_attributes(Reproduction& run) {
  ReproducedTable table = published_table_6();
  table.command = "mien evaluate utkface DATA --check fairface.tar";
  table.notes = {
      "mobilenet-v1-face has heads, mobilenet-v1-face-tuned all weights trained on UTKFace's and "
      "FairFace's training splits; faceres-deep, the paper's network, on neither. Of FairFace's "
      "age "
      "groups the share of answers in the right one is scored."};
  const std::string utkface = "utkface.tar";
  if (const auto source = run.source(utkface)) {
    add_attribute_rows(table, run,
                       {source, run.hash_of(utkface), utkface,
                        "UTKFace part, aligned and cropped, validation split", "valid"});
  }
  const std::string fairface = "fairface.tar";
  if (const auto source = run.source(fairface)) {
    add_attribute_rows(
        table, run,
        {source, run.hash_of(fairface), fairface, "FairFace part, validation split", "valid"});
  }
  if (!run.request().utkface.empty()) {
    const auto source = open_utkface(run.request().utkface);
    const bool cropped = source->records().path(0).ends_with(".chip.jpg");
    run.add_used({.name = "--utkface",
                  .sha256 = source->sha256(),
                  .counts = count_text(source->records().size()) + " pictures"});
    add_attribute_rows(table, run,
                       {source, source->sha256(), "utkface",
                        cropped ? "Your UTKFace (--utkface), aligned and cropped"
                                : "Your UTKFace (--utkface), in the wild",
                        source->records().find_column("split") ? "valid" : "", !cropped});
  }
  return table;
}

}  // namespace mien::paper
