#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/counted.h"
#include "mien/core/error.h"
#include "mien/learn/cross_validation.h"
#include "paper/protocols/clip_protocol.h"
#include "paper/tables/paper_tables.h"
#include "paper/tables/published_row.h"
#include "paper/tables/tables.h"

namespace mien::paper {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* posed_clips = "ckplus-part.tar";
constexpr std::size_t folds = 10;

Cell accuracy_cell(const ClassifierScores& scores) {
  if (scores.scores.empty()) return {};
  const eval::ScoreValue& accuracy = scores.scores.front();
  return {.value = 100 * accuracy.value,
          .interval = {100 * accuracy.interval.low, 100 * accuracy.interval.high}};
}

std::vector<TableRow> clip_rows(const ClipProtocol& protocol, const ProtocolData& data,
                                const ProtocolRun& measured, const std::string& group) {
  std::vector<TableRow> rows;
  for (const ProtocolScore& score : measured.scores) {
    TableRow row;
    row.group = group;
    row.title = fmt::format("{}, {}", score.model, score.classifier);
    row.measured = {accuracy_cell(score.all), accuracy_cell(score.with_face)};
    row.samples = fmt::format("{} validation clips, {} with a face", count_text(score.all.samples),
                              count_text(score.with_face.samples));
    row.data = fmt::format("{}, fitted on {} of {} clips", protocol.name,
                           count_text(measured.train), count_text(data.train.clips.size()));
    if (!measured.notes.empty()) {
      row.note = fmt::format("{} clips could not be read whole, such as {}", measured.notes.size(),
                             measured.notes.front());
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Measures a data set of clips with the features of each model.
void add_clips(ReproducedTable& table, Reproduction& run, const ClipProtocol& protocol,
               const ClipSet& set, const std::filesystem::path& folder, const std::string& group) {
  const ReproduceRequest& request = run.request();
  const ProtocolData data = protocol_data(set);
  const std::string hash = Reproduction::listing_hash(folder);
  run.add_used({.name = protocol.name,
                .sha256 = "",
                .counts = fmt::format("{} training and {} validation clips",
                                      count_text(set.train.size()), count_text(set.valid.size()))});
  for (const std::string& model : request.features) {
    if (!run.has_model(model)) {
      merge_rows(table, {row_without_model(group, model, model)});
      continue;
    }
    const Json key = {{"files", hash}, {"model", run.model_hash(model)}, {"name", model}};
    const std::string stem = std::filesystem::path(model).stem().string();
    merge_rows(table,
               run.rows(fmt::format("{}-{}", table.id, stem), key,
                        fmt::format("{}: {} on {}", table.title, model, protocol.name), [&] {
                          ProtocolSettings settings{protocol.describe, {}, std::nullopt};
                          settings.describe.model = model;
                          settings.describe.threads = request.threads;
                          const auto progress = run.progress("clips");
                          const std::size_t all = data.train.clips.size() + data.valid.clips.size();
                          return clip_rows(protocol, data,
                                           run_protocol(
                                               protocol, data, settings,
                                               [&](std::size_t done) { progress(done, all); },
                                               Reproduction::stop()),
                                           group);
                        }));
  }
}

/// Sequences with their subjects.
struct PosedClips {
  descriptors::ClipList list;
  std::vector<std::size_t> subjects;  ///< one a clip
  LabelledFeatures samples;           ///< without features
};

PosedClips posed(const std::string& path) {
  PosedClips clips{descriptors::list_clips(std::span(&path, 1), {}), {}, {}};
  const auto at = std::ranges::find(clips.list.columns, "subject");
  if (at == clips.list.columns.end()) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected a column \"subject\", found none", path));
  }
  const auto column = static_cast<std::size_t>(at - clips.list.columns.begin());
  std::map<std::string, std::size_t> subjects;
  std::map<std::string, std::uint32_t> classes;
  for (const descriptors::ClipEntry& clip : clips.list.clips) {
    classes.emplace(clip.label, 0);
    clips.subjects.push_back(subjects.emplace(clip.fields[column], subjects.size()).first->second);
  }
  for (auto& [name, number] : classes) {
    number = static_cast<std::uint32_t>(clips.samples.names.size());
    clips.samples.names.push_back(name);
  }
  for (const descriptors::ClipEntry& clip : clips.list.clips) {
    clips.samples.classes.push_back(classes.at(clip.label));
  }
  return clips;
}

std::vector<TableRow> posed_rows(Reproduction& run, const PosedClips& clips,
                                 const std::string& model, const std::string& group) {
  DescribeOptions settings = afew_protocol().describe;
  settings.model = model;
  settings.detect = false;
  settings.threads = run.request().threads;
  const auto progress = run.progress("clips");
  const DescribedClips described =
      descriptors::describe_clips(clips.list, settings, {progress, Reproduction::stop()});
  LabelledFeatures samples = clips.samples;
  samples.features = described.descriptors;
  std::vector<TableRow> rows;
  for (const ProtocolClassifier& classifier : afew_protocol().classifiers) {
    const CrossValidation answers =
        cross_validate(samples, clips.subjects, {&classifier.options, 1},
                       {.folds = folds, .threads = settings.threads});
    TableRow row;
    row.group = group;
    row.title = fmt::format("{}, {}", model, classifier.name);
    row.measured = {accuracy_cell(score_answers(samples.names, samples.classes, answers.predictions,
                                                clips.subjects, {.seed = run.request().seed}))};
    row.samples = fmt::format("{} clips", clips.list.clips.size());
    row.data = posed_clips;
    row.note =
        "Posed expressions of three frames each, cut to the face: the paper's descriptors and "
        "classifiers, but much easier clips than AFEW's.";
    rows.push_back(std::move(row));
  }
  return rows;
}

void add_posed(ReproducedTable& table, Reproduction& run) {
  if (!run.source(posed_clips)) return;
  const PosedClips clips = posed((run.request().data / posed_clips).string());
  const std::string group = fmt::format(
      "CK+ part, {} people, {} folds by person",
      clips.subjects.empty() ? 0 : *std::ranges::max_element(clips.subjects) + 1, folds);
  std::vector<std::string> models = run.request().features;
  if (std::ranges::find(models, "mobilenet-v1-face") == models.end()) {
    models.insert(models.begin(), "mobilenet-v1-face");
  }
  for (const std::string& model : models) {
    if (!run.has_model(model)) {
      merge_rows(table, {row_without_model(group, model, model)});
      continue;
    }
    const Json key = {{"data", run.hash_of(posed_clips)},
                      {"model", run.model_hash(model)},
                      {"name", model},
                      {"seed", run.request().seed}};
    merge_rows(table, run.rows(fmt::format("table-4-posed-{}",
                                           std::filesystem::path(model).stem().string()),
                               key, fmt::format("Table 4: {} on CK+", model),
                               [&] { return posed_rows(run, clips, model, group); }));
  }
}

ReproducedTable clips(const char* id, const char* title, const char* group, const char* option,
                      const std::vector<std::pair<const char*, double>>& numbers) {
  ReproducedTable table;
  table.id = id;
  table.title = title;
  table.columns = {{"all clips", "%", 2}, {"clips with a face", "%", 2}};
  table.charted = 0;
  for (const auto& [network, accuracy] : numbers) {
    table.rows.push_back(
        published_row(group, network, {accuracy, {}},
                      fmt::format("The paper's own network, which was fine-tuned on "
                                  "AffectNet. {} FOLDER measures mien's; --model MODEL "
                                  "adds others, such as the author's, imported.",
                                  option)));
  }
  return table;
}

}  // namespace

ReproducedTable published_table_4() {
  ReproducedTable table =
      clips("table-4", "Table 4: expressions in clips", afew_clips, "--afew",
            {{"MobileNet-v1", 55.35}, {"EfficientNet-B0", 59.27}, {"RexNet-150", 57.27}});
  table.caption =
      "Accuracy of a classifier of clip descriptors (mean, max, min and standard deviation of the "
      "largest face's features), fitted on the training clips that have a face. A validation clip "
      "without a face has a descriptor of zeros and counts.";
  return table;
}

ReproducedTable published_table_5() {
  ReproducedTable table =
      clips("table-5", "Table 5: expressions of groups in clips", vgaf_clips, "--vgaf",
            {{"MobileNet-v1", 68.92}, {"EfficientNet-B0", 66.80}, {"RexNet-150", 63.58}});
  table.caption =
      "Accuracy of a classifier of group descriptors (mean and standard deviation over all faces, "
      "then over frames), fitted on the training clips that have a face.";
  table.rows.push_back(published_row(vgaf_clips, "winner of the challenge, with sound", {74.28, {}},
                                     "The network of another work, which mien does not have."));
  return table;
}

ReproducedTable reproduce_clips(Reproduction& run) {
  ReproducedTable table = published_table_4();
  table.command = "mien evaluate afew AFEW";
  if (!run.request().afew.empty()) {
    add_clips(table, run, afew_protocol(), read_afew(run.request().afew), run.request().afew,
              afew_clips);
  }
  add_posed(table, run);
  return table;
}

ReproducedTable reproduce_group_clips(Reproduction& run) {
  ReproducedTable table = published_table_5();
  table.command = "mien evaluate vgaf VGAF";
  if (!run.request().vgaf.empty()) {
    add_clips(table, run, vgaf_protocol(), read_vgaf(run.request().vgaf), run.request().vgaf,
              vgaf_clips);
  }
  return table;
}

}  // namespace mien::paper
