#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "app/child_process.h"
#include "core/counted.h"
#include "mien/core/error.h"
#include "paper/protocols/affectnet.h"
#include "paper/protocols/emotion_answers.h"
#include "paper/protocols/expression_protocol.h"
#include "paper/tables/paper_tables.h"
#include "paper/tables/published_row.h"
#include "paper/tables/tables.h"

namespace mien::paper {

namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr const char* ferplus = "ferplus.tar";
constexpr const char* split = "valid";
constexpr const char* group = "FER+ validation pictures with a majority";
constexpr const char* ferplus_differences = "FER+, differences on the same pictures, points";

/// A run of a recipe.
struct TrainedRun {
  const char* name;
  const char* title;
};

constexpr std::array trained_runs = {
    TrainedRun{"table-2-head-random", "MobileNet-v1, head only, random weights"},
    TrainedRun{"table-2-head-paper", "MobileNet-v1, head only, the paper's identity features"},
    TrainedRun{"table-2-full-random", "MobileNet-v1, all weights, from random ones"},
    TrainedRun{"table-2-full-paper", "MobileNet-v1, all weights, from the paper's"}};

/// Two runs that differ in one thing.
struct Comparison {
  const char* title;
  const char* better;  ///< by the paper's claim
  const char* worse;
};

constexpr std::array comparisons = {
    Comparison{"all weights over head only, the paper's weights", "table-2-full-paper",
               "table-2-head-paper"},
    Comparison{"the paper's weights over random ones, all weights", "table-2-full-paper",
               "table-2-full-random"},
    Comparison{"the paper's weights over random ones, head only", "table-2-head-paper",
               "table-2-head-random"},
    Comparison{"all weights from random ones over head only on the paper's features",
               "table-2-full-random", "table-2-head-paper"}};

/// A model's answers with eight and with seven classes.
struct ClassAnswers {
  eval::ClassSamples eight;
  eval::ClassSamples seven;
};

/// In the order of the table's columns.
std::vector<Cell> in_columns(const std::vector<Cell>& eight, const std::vector<Cell>& seven) {
  return {eight[0], seven[0], eight[1], seven[1]};
}

std::string counts(const ClassAnswers& answers) {
  return fmt::format("{} and {} pictures", count_text(answers.eight.pictures.size()),
                     count_text(answers.seven.pictures.size()));
}

/// Answers of models for FER+, made when they are first asked for.
class FerAnswers {
 public:
  explicit FerAnswers(Reproduction& run) : run_(run) {}

  const ClassAnswers& of(const std::string& model) {
    const auto known = answers_.find(model);
    if (known != answers_.end()) return known->second;
    const eval::Evaluation evaluation = run_.evaluated(model, ferplus, split);
    const std::array<std::string, 1> contempt = {"contempt"};
    return answers_
        .emplace(model, ClassAnswers{emotion_samples(evaluation, {}),
                                     emotion_samples(evaluation, contempt)})
        .first->second;
  }

 private:
  Reproduction& run_;
  std::map<std::string, ClassAnswers> answers_;
};

fs::path model_of(const ReproduceRequest& request, const char* name) {
  return request.runs / name / (std::string(name) + ".onnx");
}

/// Trains the runs that are not there yet.
void train_missing(const ReproduceRequest& request) {
  for (const TrainedRun& trained : trained_runs) {
    if (fs::exists(model_of(request, trained.name))) continue;
    const fs::path folder = request.runs / trained.name;
    const fs::path recipe = request.recipes / (std::string(trained.name) + ".toml");
    if (!fs::exists(recipe)) {
      throw Error(ErrorCode::usage,
                  fmt::format("--recipes: expected {} there, found none", recipe.string()));
    }
    std::vector<std::string> arguments = {"train",     recipe.string(),
                                          "--output",  folder.string(),
                                          "--threads", std::to_string(request.threads)};
    if (fs::exists(folder / "checkpoint.pt")) arguments.emplace_back("--resume");
    if (request.quiet) arguments.emplace_back("--quiet");
    const int code = app::run_self(arguments);
    if (Reproduction::stop()()) throw Error(ErrorCode::cancelled, "interrupted");
    if (code != 0) {
      throw Error(ErrorCode::setup,
                  fmt::format("mien train {}: expected success, found exit code {}",
                              recipe.string(), code));
    }
  }
}

std::string missing_run(const char* name) {
  return fmt::format(
      "Train it (mien train recipes/{}.toml) and give the folder of runs with "
      "--runs, or let --train do both; FER+ is read from --data.",
      name);
}

std::vector<TableRow> model_rows(Reproduction& run, FerAnswers& answers, const std::string& model,
                                 const std::string& name, const std::string& title) {
  const Json key = {{"data", run.hash_of(ferplus)},
                    {"model", run.model_hash(model)},
                    {"seed", run.request().seed}};
  return run.rows("table-2-ferplus-" + name, key, fmt::format("Table 2: {} on FER+", name), [&] {
    const ClassAnswers& model_answers = answers.of(model);
    const eval::BootstrapOptions options{.seed = run.request().seed};
    TableRow row;
    row.group = group;
    row.title = title;
    row.measured = in_columns(emotion_cells(model_answers.eight, options),
                              emotion_cells(model_answers.seven, options));
    row.samples = counts(model_answers);
    row.data = fmt::format("{}, {}", ferplus, split);
    return std::vector<TableRow>{row};
  });
}

std::vector<TableRow> difference_rows(Reproduction& run, FerAnswers& answers,
                                      const Comparison& pair) {
  const std::string better = model_of(run.request(), pair.better).string();
  const std::string worse = model_of(run.request(), pair.worse).string();
  const Json key = {{"data", run.hash_of(ferplus)},
                    {"models", {run.model_hash(better), run.model_hash(worse)}},
                    {"what", pair.title},
                    {"seed", run.request().seed}};
  const std::string name = fmt::format("{}-over-{}", pair.better, pair.worse);
  return run.rows(name, key, fmt::format("Table 2: {}", pair.title), [&] {
    const ClassAnswers& a = answers.of(better);
    const ClassAnswers& b = answers.of(worse);
    const eval::BootstrapOptions options{.seed = run.request().seed};
    TableRow row;
    row.group = ferplus_differences;
    row.title = pair.title;
    row.measured = in_columns(emotion_differences(a.eight, b.eight, options),
                              emotion_differences(a.seven, b.seven, options));
    row.samples = counts(a);
    row.data = fmt::format("{}, {}", ferplus, split);
    return std::vector<TableRow>{row};
  });
}

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

void add_missing(ReproducedTable& table, const char* title, const std::string& note) {
  TableRow row;
  row.group = group;
  row.title = title;
  row.note = note;
  merge_rows(table, {row});
}

void add_ferplus(ReproducedTable& table, Reproduction& run) {
  const ReproduceRequest& request = run.request();
  const bool available = run.source(ferplus) != nullptr;
  FerAnswers answers(run);
  const auto ready = [&](const char* name) {
    return available && !request.runs.empty() && fs::exists(model_of(request, name));
  };
  for (const TrainedRun& trained : trained_runs) {
    if (ready(trained.name)) {
      merge_rows(table, model_rows(run, answers, model_of(request, trained.name).string(),
                                   trained.name, trained.title));
    } else {
      add_missing(table, trained.title, missing_run(trained.name));
    }
  }
  constexpr const char* shipped = "mobilenet-v1-emotion-grey";
  if (available && !run.has_model(shipped)) {
    merge_rows(table, {row_without_model(group, shipped, shipped)});
  } else if (available) {
    merge_rows(table, model_rows(run, answers, shipped, shipped, shipped));
  } else {
    add_missing(table, shipped, "Needs FER+: --data FOLDER with ferplus.tar.");
  }
  for (const Comparison& pair : comparisons) {
    if (ready(pair.better) && ready(pair.worse)) {
      merge_rows(table, difference_rows(run, answers, pair));
    }
  }
}

}  // namespace

ReproducedTable published_table_2() {
  ReproducedTable table;
  table.id = "table-2";
  table.title = "Table 2: expressions in photos";
  table.caption =
      "Accuracy on validation pictures. AffectNet's are 500 of each class; FER+'s are not "
      "balanced, "
      "so that mean recall is given, too.";
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
    train_missing(run.request());
  }
  if (!run.request().affectnet.empty()) add_affectnet(table, run);
  add_ferplus(table, run);
  return table;
}

}  // namespace mien::paper
