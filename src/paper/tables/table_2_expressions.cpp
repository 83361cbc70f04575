#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "core/counted.h"
#include "mien/core/error.h"
#include "paper/protocols/affectnet.h"
#include "paper/protocols/expression_protocol.h"
#include "paper/tables/paper_tables.h"
#include "paper/tables/published_row.h"
#include "paper/tables/table_2_runs.h"
#include "paper/tables/tables.h"

namespace mien::paper {

namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

/// 8 and 7 classes, in the order of the table's columns.
std::vector<Cell> affectnet_cells(const ExpressionEvaluation& evaluation) {
  std::vector<Cell> cells(4);
  for (const ExpressionScores& scores : evaluation.scores) {
    const std::size_t first = scores.labels.size() == 8 ? 0 : 1;
    for (const eval::ScoreValue& score : scores.scores) {
      const Cell cell{.value = percent * score.value,
                      .interval = {percent * score.interval.low, percent * score.interval.high}};
      if (score.name == "accuracy") cells[first] = cell;
      if (score.name == "balanced accuracy") cells[first + 2] = cell;
    }
  }
  return cells;
}

void add_affectnet(ReproducedTable& table, Reproduction& run) {
  constexpr const char* own = "AffectNet, mien's networks";
  const ReproduceRequest& request = run.request();
  const AffectNet set = open_affectnet(request.affectnet);
  run.add_used({.name = "AffectNet",
                .sha256 = "",
                .counts = fmt::format("{}: {} pictures", set.layout,
                                      count_text(set.source->records().size()))});
  for (const std::string& model : request.features) {
    if (!run.has_model(model)) {
      merge_rows(table, {row_without_model(own, model, model)});
      continue;
    }
    const Json key = {{"files", Reproduction::listing_hash(request.affectnet)},
                      {"numbers", "5 disgust, 6 anger"},
                      {"model", run.model_hash(model)},
                      {"name", model},
                      {"seed", request.seed}};
    merge_rows(table, run.rows("table-2-affectnet-" + fs::path(model).stem().string(), key,
                               fmt::format("Table 2: {} on AffectNet", model), [&] {
                                 const eval::EvaluationOptions common = run.evaluation_options("");
                                 ExpressionOptions options;
                                 options.split = affectnet_part(*set.source, false);
                                 options.bootstrap = common.bootstrap;
                                 options.predict = common.predict;
                                 options.threads = request.threads;
                                 const ExpressionEvaluation evaluation =
                                     evaluate_expressions(model, set.source, options);
                                 TableRow row;
                                 row.group = own;
                                 row.title = model;
                                 row.measured = affectnet_cells(evaluation);
                                 std::string counts;
                                 for (const ExpressionScores& scores : evaluation.scores) {
                                   counts +=
                                       (counts.empty() ? "" : " and ") + count_text(scores.samples);
                                 }
                                 row.samples = counts + " pictures";
                                 row.data = fmt::format("AffectNet, validation, {}", set.layout);
                                 return std::vector<TableRow>{row};
                               }));
  }
}

}  // namespace

ReproducedTable published_table_2() {
  ReproducedTable table;
  table.id = "table-2";
  table.title = "Table 2: expressions in photos";
  table.caption =
      "Accuracy on validation pictures. AffectNet's are 500 of each class; FER+'s are not "
      "balanced, so that mean recall is given, too. The runs on a part of AffectNet differ from "
      "the paper's: they learn from 27,546 pictures of seven classes, a tenth, with 112 pixels, "
      "and "
      "half of the validation pictures score them.";
  table.columns = {{"8 classes", "%", 2},
                   {"7 classes", "%", 2},
                   {"8 classes, mean recall", "%", 2},
                   {"7 classes, mean recall", "%", 2}};
  table.charted = 0;
  const char* const own = "Needs AffectNet: --affectnet FOLDER measures mien's networks on it.";
  const std::map<std::string_view, std::string> groups = {
      {"from ImageNet", "AffectNet, fine-tuned from ImageNet weights"},
      {"head only", "AffectNet, head only on VGGFace2 features"},
      {"from VGGFace2", affectnet_tuned},
      {"fine-tuned", affectnet_tuned}};
  const auto if_published = [](double number) { return number > 0 ? Number(number) : Number(); };
  for (const PaperExpressions& paper : paper_table_2()) {
    const std::vector<Number> numbers = {if_published(paper.eight), if_published(paper.seven)};
    const std::string network(paper.network);
    const auto group = groups.find(paper.training);
    if (group == groups.end()) {
      const std::string name = paper.training.empty() ? "" : fmt::format("{}, ", paper.training);
      table.rows.push_back(published_row("AffectNet, published by others", name + network, numbers,
                                         "The network of another work, which mien does not have."));
      continue;
    }
    merge_rows(table, {published_row(group->second, network, numbers, own)});
    if (paper.seven_trained > 0) {
      merge_rows(table, {published_row(group->second, network + ", trained for 7 classes",
                                       {Number(), paper.seven_trained}, own)});
    }
  }
  return table;
}

ReproducedTable reproduce_expressions(Reproduction& run) {
  ReproducedTable table = published_table_2();
  table.command = "mien reproduce --tables 2 --data FOLDER --runs runs --train";
  if (run.request().train) {
    if (run.request().runs.empty()) {
      throw Error(ErrorCode::usage, "--train: expected --runs FOLDER to train into, found none");
    }
    const bool available = std::ranges::any_of(
        run_sets(), [&](const RunSet& set) { return run.source(set.data) != nullptr; });
    if (!available) {
      throw Error(
          ErrorCode::usage,
          "--train: expected --data FOLDER with affectnet-va.tar or ferplus.tar, found none");
    }
    for (const RunSet& set : run_sets()) train_missing_runs(run, set);
  }
  if (!run.request().affectnet.empty()) add_affectnet(table, run);
  for (const RunSet& set : run_sets()) add_runs(table, run, set);
  return table;
}

}  // namespace mien::paper
