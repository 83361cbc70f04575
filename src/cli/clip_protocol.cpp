#include "cli/clip_protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/text_table.h"
#include "core/output_file.h"
#include "learn/npy_file.h"

namespace mien::cli {

namespace {

ClipList list_of(const eval::ClipSet& set, const std::vector<eval::LabelledClip>& part) {
  ClipList list;
  for (const eval::LabelledClip& clip : part) {
    const std::string path = clip.path.string();
    list.clips.push_back({path, set.classes[clip.label], {}, path, nullptr, {}});
  }
  return list;
}

void save_part(const std::filesystem::path& folder, const std::string& name, const ClipList& list,
               const DescribedClips& described) {
  if (folder.empty()) return;
  const std::filesystem::path path = folder / (name + ".npy");
  write_npy(path, described.descriptors);
  write_file(std::filesystem::path(path) += ".csv", descriptor_index(list, described));
}

/// The clips of a part, with all classes of the set.
LabelledFeatures labelled(const eval::ClipSet& set, const std::vector<eval::LabelledClip>& part,
                          const DescribedClips& described) {
  LabelledFeatures samples{described.descriptors, {}, set.classes};
  for (const eval::LabelledClip& clip : part) samples.classes.push_back(clip.label);
  return samples;
}

std::vector<std::size_t> rows_with_face(const DescribedClips& described) {
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < described.clips.size(); ++r) {
    if (described.clips[r].frames_with_face > 0) rows.push_back(r);
  }
  return rows;
}

ClassifierScores score_on(const Pipeline& pipeline, const LabelledFeatures& samples, int threads) {
  if (samples.features.rows == 0) return {0, samples.names, {}, eval::Confusion(0)};
  ClassPredictions said = pipeline.predict(samples.features, threads);
  // A class without training clips is none of the pipeline's; here it is one that is never said.
  ClassPredictions all{
      samples.names.size(), {}, std::vector<double>(samples.classes.size() * samples.names.size())};
  for (std::size_t r = 0; r < said.chosen.size(); ++r) {
    for (std::size_t c = 0; c < said.classes; ++c) {
      const auto at = std::ranges::find(samples.names, pipeline.names()[c]);
      const auto number = static_cast<std::size_t>(at - samples.names.begin());
      all.probabilities[r * all.classes + number] = said.row(r)[c];
      if (c == said.chosen[r]) all.chosen.push_back(static_cast<std::uint32_t>(number));
    }
  }
  return score_answers(samples.names, samples.classes, all, {}, {});
}

void add_notes(const ClipList& list, const DescribedClips& described, ProtocolRun& run) {
  for (std::size_t i = 0; i < list.clips.size(); ++i) {
    if (described.notes[i].empty()) continue;
    run.notes.push_back(fmt::format("{}: {}", list.clips[i].name, described.notes[i]));
  }
}

std::string accuracy_text(const ClassifierScores& scores) {
  if (scores.scores.empty()) return "-";
  const eval::ScoreValue& accuracy = scores.scores.front();
  return fmt::format("{:.2f} ({:.1f} to {:.1f})", 100 * accuracy.value, 100 * accuracy.interval.low,
                     100 * accuracy.interval.high);
}

}  // namespace

const ClipProtocol& afew_protocol() {
  static const ClipProtocol protocol = {
      "AFEW",
      "Table 4",
      {{"LinearSVC C=1.1", {{StepKind::l2}, LinearSvcOptions{.c = 1.1}}},
       {"random forest 1000, depth 7", {{StepKind::l2}, RandomForestOptions{.depth = 7}}}},
      {{"MobileNet-v1", 55.35}, {"EfficientNet-B0", 59.27}, {"RexNet-150", 57.27}}};
  return protocol;
}

const ClipProtocol& vgaf_protocol() {
  static const ClipProtocol protocol = {
      "VGAF",
      "Table 5",
      {{"LinearSVC C=0.5", {{StepKind::l2}, LinearSvcOptions{.c = 0.5}}},
       {"RBF SVM C=1", {{}, RbfSvmOptions{}}}},
      {{"MobileNet-v1", 68.92}, {"EfficientNet-B0", 66.80}, {"RexNet-150", 63.58}}};
  return protocol;
}

ProtocolRun run_protocol(const ClipProtocol& protocol, const eval::ClipSet& set,
                         const DescribeSettings& settings, const std::filesystem::path& save,
                         const std::function<void(std::size_t done)>& progress,
                         const std::function<bool()>& stop) {
  ProtocolRun run;
  run.model = settings.model;
  const std::string stem = std::filesystem::path(settings.model).stem().string();
  const ClipList train_list = list_of(set, set.train);
  const DescribedClips train = describe_clips(train_list, settings, progress, stop);
  save_part(save, "train-" + stem, train_list, train);
  const ClipList valid_list = list_of(set, set.valid);
  const DescribedClips valid = describe_clips(
      valid_list, settings, [&](std::size_t done) { progress(set.train.size() + done); }, stop);
  save_part(save, "val-" + stem, valid_list, valid);
  add_notes(train_list, train, run);
  add_notes(valid_list, valid, run);

  const std::vector<std::size_t> fitted = rows_with_face(train);
  const LabelledFeatures samples = rows_of(labelled(set, set.train, train), fitted);
  run.train = fitted.size();
  const LabelledFeatures all = labelled(set, set.valid, valid);
  const LabelledFeatures seen = rows_of(all, rows_with_face(valid));
  for (const ProtocolClassifier& classifier : protocol.classifiers) {
    const Pipeline pipeline = fit_pipeline(samples, classifier.options, settings.threads);
    run.scores.push_back({settings.model, classifier.name,
                          score_on(pipeline, all, settings.threads),
                          score_on(pipeline, seen, settings.threads)});
  }
  return run;
}

std::string protocol_text(const ClipProtocol& protocol, const eval::ClipSet& set,
                          const std::vector<ProtocolRun>& runs) {
  std::string text =
      fmt::format("{}: {} training and {} validation clips, {} classes\n\n", protocol.name,
                  set.train.size(), set.valid.size(), set.classes.size());
  std::vector<TextRow> rows = {{"features", "classifier", "fitted on", "all clips, accuracy %",
                                "with a face, accuracy %", "of them"}};
  for (const ProtocolRun& run : runs) {
    for (const ProtocolScore& score : run.scores) {
      rows.push_back({score.model, score.classifier, std::to_string(run.train),
                      accuracy_text(score.all), accuracy_text(score.with_face),
                      std::to_string(score.with_face.samples)});
    }
  }
  text += text_table(rows) +
          fmt::format("\nThe paper ({}, all clips, its own features):\n", protocol.table);
  rows.clear();
  for (const auto& [features, accuracy] : protocol.paper) {
    rows.push_back({features, fmt::format("{:.2f}", accuracy)});
  }
  return text + text_table(rows);
}

std::string protocol_json(const ClipProtocol& protocol, const eval::ClipSet& set,
                          const std::vector<ProtocolRun>& runs) {
  nlohmann::ordered_json json = {{"data", protocol.name},
                                 {"train_clips", set.train.size()},
                                 {"validation_clips", set.valid.size()},
                                 {"runs", nlohmann::ordered_json::array()},
                                 {"paper", nlohmann::ordered_json::object()}};
  for (const ProtocolRun& run : runs) {
    for (const ProtocolScore& score : run.scores) {
      json["runs"].push_back({{"features", score.model},
                              {"classifier", score.classifier},
                              {"fitted_on", run.train},
                              {"all", scores_json(score.all)},
                              {"with_face", scores_json(score.with_face)}});
    }
  }
  for (const auto& [features, accuracy] : protocol.paper) json["paper"][features] = accuracy;
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace mien::cli
