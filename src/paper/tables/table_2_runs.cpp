#include "paper/tables/table_2_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include "app/child_process.h"
#include "core/counted.h"
#include "mien/core/error.h"
#include "paper/protocols/emotion_answers.h"
#include "pipeline/model_loading.h"

namespace mien::paper {

namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::array runs = {
    TrainedRun{"head-random", "MobileNet-v1, head only, random weights"},
    TrainedRun{"head-paper", "MobileNet-v1, head only, the paper's identity features"},
    TrainedRun{"full-random", "MobileNet-v1, all weights, from random ones"},
    TrainedRun{"full-paper", "MobileNet-v1, all weights, from the paper's"},
    TrainedRun{"sam", "MobileNet-v1, all weights, from the paper's, by its schedule with SAM"}};

/// Two runs of a set that differ in one thing.
struct RunComparison {
  const char* title;
  const char* better;  ///< by the paper's claim; the ending of its name
  const char* worse;
};

/// Those whose two runs a set has are made.
constexpr std::array comparisons = {
    RunComparison{"all weights over head only, the paper's weights", "full-paper", "head-paper"},
    RunComparison{"the paper's weights over random ones, all weights", "full-paper", "full-random"},
    RunComparison{"the paper's weights over random ones, head only", "head-paper", "head-random"},
    RunComparison{"all weights from random ones over head only on the paper's features",
                  "full-random", "head-paper"},
    RunComparison{"the paper's schedule with SAM over AdamW", "sam", "full-paper"}};

constexpr std::array sets = {
    RunSet{.id = "affectnet-part",
           .title = "AffectNet",
           .data = "affectnet-va.tar",
           .split = "",
           .prefix = "table-2-affectnet-",
           .detect = true,
           .group = "AffectNet, a part: half of the validation pictures",
           .differences = "AffectNet, a part: differences on the same pictures, points",
           .runs = runs,
           .shipped = "mobilenet-v1-emotion"},
    RunSet{.id = "ferplus",
           .title = "FER+",
           .data = "ferplus.tar",
           .split = "valid",
           .prefix = "table-2-",
           .detect = false,
           .group = "FER+ validation pictures with a majority",
           .differences = "FER+, differences on the same pictures, points",
           .runs = std::span(runs).first(4),
           .shipped = "mobilenet-v1-emotion-grey"}};

/// A model's answers with eight classes, if it has them, and with seven.
struct ClassAnswers {
  std::optional<eval::ClassSamples> eight;
  eval::ClassSamples seven;
};

bool answers_contempt(const eval::Evaluation& evaluation) {
  return std::ranges::any_of(evaluation.heads, [](const eval::HeadEvaluation& head) {
    return head.attribute == "emotion" &&
           std::ranges::find(head.answers.labels, "contempt") != head.answers.labels.end();
  });
}

/// Answers of models for a set, made when they are first asked for.
class SetAnswers {
 public:
  SetAnswers(Reproduction& run, const RunSet& set) : run_(run), set_(set) {}

  const ClassAnswers& of(const std::string& model) {
    const auto known = answers_.find(model);
    if (known != answers_.end()) return known->second;
    if (set_.detect && !detector_) {
      FaceAnalyzerOptions options;
      options.threads = run_.request().threads;
      detector_ = load_detector(options);
    }
    const eval::Evaluation evaluation = run_.evaluated(model, set_.data, set_.split, detector_);
    const std::array<std::string, 1> contempt = {"contempt"};
    ClassAnswers answers{.eight = {}, .seven = emotion_samples(evaluation, contempt)};
    if (answers_contempt(evaluation)) answers.eight = emotion_samples(evaluation, {});
    return answers_.emplace(model, std::move(answers)).first->second;
  }

 private:
  Reproduction& run_;
  const RunSet& set_;
  std::shared_ptr<const Detector> detector_;
  std::map<std::string, ClassAnswers> answers_;
};

std::string name_of_run(const RunSet& set, const char* ending) {
  return std::string(set.prefix) + ending;
}

fs::path model_of(const ReproduceRequest& request, const std::string& run) {
  return request.runs / run / (run + ".onnx");
}

/// In the order of the table's columns.
std::vector<Cell> in_columns(const std::vector<Cell>& eight, const std::vector<Cell>& seven) {
  return {eight[0], seven[0], eight[1], seven[1]};
}

std::string counts(const ClassAnswers& answers) {
  const std::string seven = counted(answers.seven.pictures.size(), "picture");
  return answers.eight ? fmt::format("{} and {}", count_text(answers.eight->pictures.size()), seven)
                       : seven;
}

std::string data_text(const RunSet& set) {
  return *set.split == 0 ? set.data : fmt::format("{}, {}", set.data, set.split);
}

std::vector<TableRow> model_rows(Reproduction& run, SetAnswers& answers, const RunSet& set,
                                 const std::string& model, const std::string& name,
                                 const std::string& title) {
  const Json key = {{"data", run.hash_of(set.data)},
                    {"model", run.model_hash(model)},
                    {"seed", run.request().seed}};
  return run.rows(fmt::format("table-2-{}-{}", set.id, name), key,
                  fmt::format("Table 2: {} on {}", name, set.title), [&] {
                    const ClassAnswers& named = answers.of(model);
                    const eval::BootstrapOptions options{.seed = run.request().seed};
                    TableRow row;
                    row.group = set.group;
                    row.title = title;
                    row.measured = in_columns(
                        named.eight ? emotion_cells(*named.eight, options) : std::vector<Cell>(2),
                        emotion_cells(named.seven, options));
                    row.samples = counts(named);
                    row.data = data_text(set);
                    return std::vector<TableRow>{row};
                  });
}

std::vector<TableRow> difference_rows(Reproduction& run, SetAnswers& answers, const RunSet& set,
                                      const RunComparison& pair) {
  const std::string better_run = name_of_run(set, pair.better);
  const std::string worse_run = name_of_run(set, pair.worse);
  const std::string better = model_of(run.request(), better_run).string();
  const std::string worse = model_of(run.request(), worse_run).string();
  const Json key = {{"data", run.hash_of(set.data)},
                    {"models", {run.model_hash(better), run.model_hash(worse)}},
                    {"what", pair.title},
                    {"seed", run.request().seed}};
  const std::string name = fmt::format("{}-over-{}", better_run, worse_run);
  return run.rows(name, key, fmt::format("Table 2: {}", pair.title), [&] {
    const ClassAnswers& a = answers.of(better);
    const ClassAnswers& b = answers.of(worse);
    const eval::BootstrapOptions options{.seed = run.request().seed};
    TableRow row;
    row.group = set.differences;
    row.title = pair.title;
    row.measured = in_columns(a.eight && b.eight ? emotion_differences(*a.eight, *b.eight, options)
                                                 : std::vector<Cell>(2),
                              emotion_differences(a.seven, b.seven, options));
    row.samples = counts(a);
    row.data = data_text(set);
    return std::vector<TableRow>{row};
  });
}

void add_missing(ReproducedTable& table, const RunSet& set, const char* title,
                 const std::string& note) {
  TableRow row;
  row.group = set.group;
  row.title = title;
  row.note = note;
  merge_rows(table, {row});
}

/// A model without which the set's faces cannot be found; empty if all are there.
std::string missing_detector(const Reproduction& run, const RunSet& set) {
  if (!set.detect) return {};
  for (const char* model : {"rfb", "mtcnn-onet"}) {
    if (!run.has_model(model)) return model;
  }
  return {};
}

}  // namespace

std::span<const RunSet> run_sets() { return sets; }

void train_missing_runs(Reproduction& run, const RunSet& set) {
  const ReproduceRequest& request = run.request();
  if (run.source(set.data) == nullptr) return;
  for (const TrainedRun& trained : set.runs) {
    const std::string name = name_of_run(set, trained.ending);
    if (fs::exists(model_of(request, name))) continue;
    const fs::path folder = request.runs / name;
    const fs::path recipe = request.recipes / (name + ".toml");
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

void add_runs(ReproducedTable& table, Reproduction& run, const RunSet& set) {
  const ReproduceRequest& request = run.request();
  const bool available = run.source(set.data) != nullptr;
  const std::string no_detector = missing_detector(run, set);
  SetAnswers answers(run, set);
  const auto ready = [&](const char* ending) {
    return available && no_detector.empty() && !request.runs.empty() &&
           fs::exists(model_of(request, name_of_run(set, ending)));
  };
  for (const TrainedRun& trained : set.runs) {
    const std::string name = name_of_run(set, trained.ending);
    if (ready(trained.ending)) {
      merge_rows(table, model_rows(run, answers, set, model_of(request, name).string(), name,
                                   trained.title));
    } else if (!available || no_detector.empty()) {
      add_missing(table, set, trained.title,
                  fmt::format("Train it (mien train recipes/{}.toml) and give the folder of runs "
                              "with --runs, or let --train do both; {} is read from --data.",
                              name, set.data));
    } else {
      merge_rows(table, {row_without_model(set.group, trained.title, no_detector)});
    }
  }
  if (!available) {
    add_missing(table, set, set.shipped,
                fmt::format("Needs {}: --data FOLDER with {}.", set.title, set.data));
  } else if (!no_detector.empty() || !run.has_model(set.shipped)) {
    merge_rows(table, {row_without_model(set.group, set.shipped,
                                         no_detector.empty() ? set.shipped : no_detector)});
  } else {
    merge_rows(table, model_rows(run, answers, set, set.shipped, set.shipped, set.shipped));
  }
  for (const RunComparison& pair : comparisons) {
    if (ready(pair.better) && ready(pair.worse)) {
      merge_rows(table, difference_rows(run, answers, set, pair));
    }
  }
}

}  // namespace mien::paper
