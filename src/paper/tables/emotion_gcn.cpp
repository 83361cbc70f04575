#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>

#include "core/counted.h"
#include "eval/mean_interval.h"
#include "paper/tables/published_row.h"
#include "paper/tables/tables.h"
#include "pipeline/model_loading.h"

namespace mien::paper {

namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr const char* affectnet_va = "affectnet-va.tar";
constexpr const char* published = "AffectNet, all training pictures";
constexpr const char* own = "MobileNet-v1 on parts of AffectNet, means over seeds";
constexpr const char* seed_differences = "Emotion-GCN minus the variant, paired by seed";

/// A way to learn expressions, valence and arousal; runs are in folders "VARIANT-SEED".
struct Variant {
  const char* name;
  const char* title;
  bool reads_affect = true;
};

constexpr std::array variants = {
    Variant{"gcn", "Emotion-GCN"},
    Variant{"single", "single task: means after ReLU, bias", false},
    Variant{"multi", "multi task: means after ReLU, bias"},
    Variant{"third", "fair third: maxima before ReLU, no bias, no graph"},
    Variant{"gcn-random", "Emotion-GCN, random word vectors"},
    Variant{"gcn-full", "Emotion-GCN, all labels joined"},
    Variant{"gcn-empty", "Emotion-GCN, no edges"}};

/// The scores of one variant: for each seed one number a column.
using Runs = std::map<int, std::vector<Number>>;

std::string missing_runs(const char* name) {
  return fmt::format(
      "Train it: scripts/compare-emotion-gcn PROGRAM FOLDER DATA --only {}; then give --runs "
      "FOLDER, and --data with {}.",
      name, affectnet_va);
}

/// The models "VARIANT-SEED/VARIANT-SEED.onnx" of a folder of runs.
std::map<int, std::string> models_of(const fs::path& runs, const std::string& variant) {
  std::map<int, std::string> models;
  if (runs.empty()) return models;
  for (const fs::directory_entry& entry : fs::directory_iterator(runs)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(variant + "-")) continue;
    const std::string_view digits = std::string_view(name).substr(variant.size() + 1);
    int seed = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), seed);
    if (problem != std::errc() || end != digits.data() + digits.size()) continue;
    const fs::path model = entry.path() / (name + ".onnx");
    if (fs::exists(model)) models.emplace(seed, model.string());
  }
  return models;
}

Number score_of(const eval::Evaluation& evaluation, std::string_view attribute,
                std::string_view name, double factor) {
  for (const eval::HeadEvaluation& head : evaluation.heads) {
    if (head.attribute != attribute) continue;
    const auto score = std::ranges::find(head.scores, name, &eval::ScoreValue::name);
    if (score != head.scores.end()) return factor * score->value;
  }
  return std::nullopt;
}

std::string samples_of(const eval::Evaluation& evaluation, std::string_view attribute) {
  const auto head =
      std::ranges::find(evaluation.heads, attribute, &eval::HeadEvaluation::attribute);
  return head == evaluation.heads.end() ? "no" : count_text(head->samples);
}

/// One run on the pictures that taught and chose no expression.
TableRow measure_run(Reproduction& run, const Variant& variant, const std::string& model) {
  const Network network = load_network(model, {.threads = run.request().threads});
  const auto scored = [&](const char* split) {
    eval::EvaluationOptions options = run.evaluation_options(split);
    options.bootstrap.resamples = 0;  // The intervals are of seeds.
    return eval::evaluate(network, run.source(affectnet_va), options);
  };
  const eval::Evaluation some = scored("valid");
  const eval::Evaluation every = scored("");
  TableRow row;
  row.title = fs::path(model).stem().string();
  row.measured = {{.value = score_of(some, "emotion", "accuracy", percent)},
                  {.value = score_of(every, "emotion", "accuracy", percent)}};
  for (const char* name : {"valence CCC", "arousal CCC", "valence RMSE", "arousal RMSE"}) {
    row.measured.push_back(
        {.value = variant.reads_affect ? score_of(some, "affect", name, 1) : std::nullopt});
  }
  row.samples = fmt::format("{} and {} pictures with an expression, {} with valence and arousal",
                            samples_of(some, "emotion"), samples_of(every, "emotion"),
                            samples_of(some, "affect"));
  return row;
}

/// Means over seeds with the intervals of Student's t.
std::vector<Cell> mean_cells(const Runs& runs, std::size_t columns) {
  std::vector<Cell> cells(columns);
  for (std::size_t c = 0; c < columns; ++c) {
    std::vector<double> values;
    for (const auto& [seed, numbers] : runs) {
      if (numbers[c]) values.push_back(*numbers[c]);
    }
    if (values.empty()) continue;
    double sum = 0;
    for (const double value : values) sum += value;
    cells[c] = {.value = sum / static_cast<double>(values.size()),
                .interval = eval::mean_interval(values)};
  }
  return cells;
}

/// What is gained by the first of two variants, by seed; a number that one of them lacks is none.
Runs minus(const Runs& first, const Runs& second) {
  Runs result;
  for (const auto& [seed, numbers] : first) {
    const auto other = second.find(seed);
    if (other == second.end()) continue;
    std::vector<Number>& row = result[seed];
    for (std::size_t c = 0; c < numbers.size(); ++c) {
      const bool both = numbers[c] && other->second[c];
      row.push_back(both ? Number(*numbers[c] - *other->second[c]) : std::nullopt);
    }
  }
  return result;
}

}  // namespace

ReproducedTable published_emotion_gcn() {
  ReproducedTable table;
  table.id = "emotion-gcn";
  table.title = "Emotion-GCN: does the graph help?";
  table.caption =
      "Accuracy of seven expressions; concordance (CCC) and root mean squared error (RMSE) of "
      "valence and arousal. The paper's number is of all 3,500 validation pictures of AffectNet "
      "and "
      "another network; mien's rows are of a part of them and of a tenth of the training pictures.";
  table.command = "mien reproduce --paper emotion-gcn --data DATA --runs runs/emotion-gcn";
  table.columns = {{"expression, validation part", "%", 2},
                   {"expression, all", "%", 2},
                   {"valence CCC", "", 3},
                   {"arousal CCC", "", 3},
                   {"valence RMSE", "", 3},
                   {"arousal RMSE", "", 3}};
  table.charted = 1;
  table.rows.push_back(
      published_row(published, "Emotion-GCN, DenseNet-121", {Number(), 66.46},
                    "Needs AffectNet and ImageNet's DenseNet-121: mien train "
                    "recipes/emotion-gcn-affectnet.toml. "
                    "The authors' checkpoint is converted by mien models import."));
  for (const Variant& variant : variants) {
    table.rows.push_back(published_row(own, variant.title, {}, missing_runs(variant.name)));
  }
  return table;
}

ReproducedTable reproduce_emotion_gcn(Reproduction& run) {
  ReproducedTable table = published_emotion_gcn();
  const ReproduceRequest& request = run.request();
  if (request.runs.empty() || !run.source(affectnet_va)) return table;
  std::map<std::string, Runs> measured;
  for (const Variant& variant : variants) {
    Runs& runs = measured[variant.name];
    std::string samples;
    for (const auto& [seed, model] : models_of(request.runs, variant.name)) {
      const std::string name = fs::path(model).stem().string();
      const Json key = {{"data", run.hash_of(affectnet_va)}, {"model", run.model_hash(model)}};
      const std::vector<TableRow> rows = run.rows(
          "emotion-gcn-" + name, key, fmt::format("Emotion-GCN: {}", name),
          [&, &model = model] { return std::vector<TableRow>{measure_run(run, variant, model)}; });
      for (const Cell& cell : rows.front().measured) runs[seed].push_back(cell.value);
      samples = rows.front().samples;
    }
    if (runs.empty()) continue;
    TableRow row;
    row.group = own;
    row.title = variant.title;
    row.measured = mean_cells(runs, table.columns.size());
    row.samples = fmt::format("{}; {}", counted(runs.size(), "run"), samples);
    row.data = affectnet_va;
    merge_rows(table, {row});
  }
  const Runs& base = measured[variants.front().name];
  for (const Variant& variant : variants) {
    const Runs gained = minus(base, measured[variant.name]);
    if (&variant == variants.begin() || gained.empty()) continue;
    TableRow row;
    row.group = seed_differences;
    row.title = variant.title;
    row.measured = mean_cells(gained, table.columns.size());
    row.samples = counted(gained.size(), "pair of runs", "pairs of runs");
    row.data = affectnet_va;
    merge_rows(table, {row});
  }
  table.notes = {
      "Intervals hold the mean over seeds with 95 % confidence (Student's t). That of two runs is "
      "wide, and one run has none.",
      "Each run is kept in the folder of measurements; runs that are added later are measured "
      "alone."};
  return table;
}

}  // namespace mien::paper
