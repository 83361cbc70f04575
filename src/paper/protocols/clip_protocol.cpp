#include "paper/protocols/clip_protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/counted.h"
#include "paper/tables/paper_tables.h"
#include "pipeline/model_loading.h"
#include "report/left_out_json.h"
#include "report/text_table.h"

namespace mien::paper {

namespace {

descriptors::ClipList list_of(const ClipSet& set, const std::vector<LabelledClip>& part) {
  descriptors::ClipList list;
  for (const LabelledClip& clip : part) {
    const std::string path = clip.path.string();
    list.clips.push_back({path, set.classes[clip.label], {}, path, nullptr, {}});
  }
  return list;
}

/// @param part "train" or "val"
std::filesystem::path saved_file(const std::filesystem::path& folder, const std::string& part,
                                 const std::string& model) {
  return folder / fmt::format("{}-{}.npy", part, std::filesystem::path(model).stem().string());
}

/// The clips of a part, with all classes of the set.
LabelledFeatures of_classes(const std::vector<std::string>& classes,
                            const DescribedClips& described) {
  LabelledFeatures samples{described.descriptors, {}, classes};
  for (const DescribedClip& clip : described.clips) {
    const auto at = std::ranges::find(classes, clip.label);
    samples.classes.push_back(static_cast<std::uint32_t>(at - classes.begin()));
  }
  return samples;
}

/// Descriptors that are not normalised: the classifiers' steps do that.
DescribeOptions described(bool groups) {
  constexpr int least_group_face = 64;
  DescribeOptions settings;
  settings.describer.descriptor.l2 = false;
  settings.describer.group = groups;
  settings.analyzer = paper_detector();
  if (groups) settings.analyzer.detection.min_face = least_group_face;
  return settings;
}

std::vector<std::pair<std::string, double>> paper_numbers(int table) {
  std::vector<std::pair<std::string, double>> numbers;
  for (const TableRow& row : paper_table(table).rows) {
    numbers.emplace_back(row.title, *row.paper.front().value);
  }
  return numbers;
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
  const ClassPredictions predictions = pipeline.predict(samples.features, threads);
  return score_answers(samples.names, samples.classes,
                       with_classes(predictions, pipeline.names(), samples.names), {}, {});
}

void add_notes(const DescribedClips& described, ProtocolRun& run) {
  for (const DescribedClip& clip : described.clips) {
    if (!clip.note.empty()) run.notes.push_back(fmt::format("{}: {}", clip.name, clip.note));
  }
}

}  // namespace

const ClipProtocol& afew_protocol() {
  static const ClipProtocol protocol = {
      "AFEW",
      "Table 4",
      {{"LinearSVC C=1.1", {{StepKind::l2}, LinearSvcOptions{.c = 1.1}}},
       {"random forest 1000, depth 7", {{StepKind::l2}, RandomForestOptions{.depth = 7}}}},
      paper_numbers(4),
      described(false)};
  return protocol;
}

const ClipProtocol& afew_blend_protocol() {
  static const ClipProtocol protocol = [] {
    ClipProtocol blend = afew_protocol();
    ProtocolClassifier forest{"random forest 1000, depth 7, seed 1",
                              {{StepKind::l2}, RandomForestOptions{.depth = 7, .seed = 1}}};
    blend.classifiers = {std::move(forest)};
    blend.describe.describer.blend_frames = true;
    return blend;
  }();
  return protocol;
}

const ClipProtocol& vgaf_protocol() {
  static const ClipProtocol protocol = {
      "VGAF",
      "Table 5",
      {{"LinearSVC C=0.5", {{StepKind::l2}, LinearSvcOptions{.c = 0.5}}},
       {"RBF SVM C=1", {{}, RbfSvmOptions{}}}},
      paper_numbers(5),
      described(true)};
  return protocol;
}

const ClipProtocol& clips_protocol() {
  static const ClipProtocol protocol = {
      "clips", "", afew_protocol().classifiers, {}, described(false)};
  return protocol;
}

std::vector<std::filesystem::path> saved_files(const std::filesystem::path& folder,
                                               const std::string& model) {
  std::vector<std::filesystem::path> files;
  for (const char* part : {"train", "val"}) {
    files.push_back(saved_file(folder, part, model));
    files.push_back(std::filesystem::path(files.back()) += ".csv");
  }
  return files;
}

dataset::WalkFindings ProtocolData::findings() const {
  dataset::WalkFindings all = train.findings;
  all.add(valid.findings);
  return all;
}

ProtocolData protocol_data(const ClipSet& set) {
  ProtocolData data{set.classes, list_of(set, set.train), list_of(set, set.valid)};
  data.train.findings = set.findings;
  return data;
}

ProtocolRun run_protocol(const ClipProtocol& protocol, const ProtocolData& data,
                         const ProtocolSettings& settings,
                         const std::function<void(std::size_t done)>& progress,
                         const std::function<bool()>& stop) {
  ProtocolRun run;
  DescribeOptions describe = settings.describe;
  if (settings.adaptive) describe.describer.strides = settings.adaptive->strides;
  run.model = describe.model;
  const auto described = [&](const std::string& part, const descriptors::ClipList& list,
                             std::size_t before) {
    DescribedClips clips = descriptors::describe_clips(
        list, describe, {[&](std::size_t done, std::size_t) { progress(before + done); }, stop});
    if (!settings.save.empty()) {
      write_descriptors(saved_file(settings.save, part, describe.model), clips);
    }
    add_notes(clips, run);
    return clips;
  };
  const DescribedClips train = described("train", data.train, 0);
  const DescribedClips valid = described("val", data.valid, data.train.clips.size());

  const std::vector<std::size_t> fitted = rows_with_face(train);
  const LabelledFeatures samples = rows_of(of_classes(data.classes, train), fitted);
  run.train = fitted.size();
  const LabelledFeatures all = of_classes(data.classes, valid);
  const std::vector<std::size_t> with_face = rows_with_face(valid);
  const LabelledFeatures seen = rows_of(all, with_face);
  for (const ProtocolClassifier& classifier : protocol.classifiers) {
    const Pipeline pipeline = fit_pipeline(samples, classifier.options, describe.threads);
    ProtocolScore score{describe.model, classifier.name, score_on(pipeline, all, describe.threads),
                        score_on(pipeline, seen, describe.threads), std::nullopt};
    if (settings.adaptive) {
      const std::vector<AdaptiveStage> stages =
          fit_stages(clips_of(strided(train), fitted), samples.classes, samples.names,
                     classifier.options, *settings.adaptive, describe.threads);
      score.adaptive = score_adaptively(strided(valid), all, with_face, pipeline, stages,
                                        *settings.adaptive, describe.threads);
    }
    run.scores.push_back(std::move(score));
  }
  return run;
}

namespace {

std::string full_rate_text(const std::vector<ProtocolRun>& runs) {
  std::vector<TextRow> rows = {{"features", "classifier", "fitted on", "all clips, accuracy %",
                                "with a face, accuracy %", "of them"}};
  for (const ProtocolRun& run : runs) {
    for (const ProtocolScore& score : run.scores) {
      rows.push_back({score.model, score.classifier, std::to_string(run.train),
                      accuracy_text(score.all), accuracy_text(score.with_face),
                      std::to_string(score.with_face.samples)});
    }
  }
  return text_table(rows);
}

std::string adaptive_text(const std::vector<ProtocolRun>& runs) {
  std::string text;
  for (const ProtocolRun& run : runs) {
    for (const ProtocolScore& score : run.scores) {
      if (!score.adaptive) continue;
      std::vector<TextRow> rows = {adaptive_head()};
      std::ranges::move(adaptive_rows(*score.adaptive, score.all, score.with_face),
                        std::back_inserter(rows));
      text += fmt::format(
          "\n{}, {}, adaptive frame rate: thresholds of half of the training clips, false "
          "acceptance {:g}, seed {}\n{}",
          score.model, score.classifier, score.adaptive->options.false_acceptance,
          score.adaptive->options.seed, text_table(rows));
    }
  }
  return text;
}

}  // namespace

std::string protocol_text(const ClipProtocol& protocol, const ProtocolData& data,
                          const std::vector<ProtocolRun>& runs) {
  std::string text = fmt::format("{}: {} and {}, {}\n\n", protocol.name,
                                 counted(data.train.clips.size(), "training clip"),
                                 counted(data.valid.clips.size(), "validation clip"),
                                 counted(data.classes.size(), "class", "classes")) +
                     full_rate_text(runs) + adaptive_text(runs);
  if (protocol.paper.empty()) return text;
  std::vector<TextRow> rows;
  for (const auto& [features, accuracy] : protocol.paper) {
    rows.push_back({features, fmt::format("{:.2f}", accuracy)});
  }
  return text + fmt::format("\nThe paper ({}, all clips, its own features):\n", protocol.table) +
         text_table(rows);
}

std::string protocol_json(const ClipProtocol& protocol, const ProtocolData& data,
                          const std::vector<ProtocolRun>& runs) {
  nlohmann::ordered_json json = {{"data", protocol.name},
                                 {"train_clips", data.train.clips.size()},
                                 {"validation_clips", data.valid.clips.size()},
                                 {"runs", nlohmann::ordered_json::array()},
                                 {"paper", nlohmann::ordered_json::object()}};
  for (const ProtocolRun& run : runs) {
    for (const ProtocolScore& score : run.scores) {
      json["runs"].push_back({{"features", score.model},
                              {"classifier", score.classifier},
                              {"fitted_on", run.train},
                              {"all", scores_json(score.all)},
                              {"with_face", scores_json(score.with_face)}});
      if (score.adaptive) json["runs"].back()["adaptive"] = adaptive_json(*score.adaptive);
    }
  }
  for (const auto& [features, accuracy] : protocol.paper) json["paper"][features] = accuracy;
  json["left_out"] = left_out_json(data.findings().left_out);
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace mien::paper
