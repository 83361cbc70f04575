#include "paper/protocols/adaptive_protocol.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace mien::paper {

namespace {

ClassPredictions picked_answers(const ClassPredictions& answers,
                                std::span<const std::size_t> rows) {
  ClassPredictions part;
  part.classes = answers.classes;
  for (const std::size_t row : rows) {
    part.chosen.push_back(answers.chosen[row]);
    const std::span<const double> probabilities = answers.row(row);
    part.probabilities.insert(part.probabilities.end(), probabilities.begin(), probabilities.end());
  }
  return part;
}

std::vector<std::uint32_t> classes_of(const LabelledFeatures& clips,
                                      std::span<const std::size_t> rows) {
  std::vector<std::uint32_t> classes;
  for (const std::size_t row : rows) classes.push_back(clips.classes[row]);
  return classes;
}

/// Share of the frames that a stride uses.
double share_of(const StridedClips& clips, int stride) {
  std::size_t used = 0;
  std::size_t frames = 0;
  const auto step = static_cast<std::size_t>(stride);
  for (const std::vector<bool>& faces : clips.faces) {
    used += (faces.size() + step - 1) / step;
    frames += faces.size();
  }
  return frames == 0 ? 0 : static_cast<double>(used) / static_cast<double>(frames);
}

double share_used(const AdaptiveScore& score) {
  return score.frames == 0
             ? 0
             : static_cast<double>(score.frames_used) / static_cast<double>(score.frames);
}

std::string percent_of_share(double share) { return fmt::format("{:.1f}", 100 * share); }

}  // namespace

StridedClips strided(const DescribedClips& described) {
  StridedClips clips{described.at_strides, {}};
  for (const DescribedClip& clip : described.clips) clips.faces.push_back(clip.faces);
  return clips;
}

AdaptiveScore score_adaptively(const StridedClips& clips, const LabelledFeatures& full,
                               std::span<const std::size_t> with_face, const Pipeline& pipeline,
                               std::span<const AdaptiveStage> stages,
                               const AdaptiveOptions& options, int threads) {
  const AdaptiveAnswers answers_of_model = answer_adaptively(clips, pipeline, stages, threads);
  const ClassPredictions answers =
      with_classes(answers_of_model.answers, pipeline.names(), full.names);
  AdaptiveScore score;
  score.options = options;
  score.frames = answers_of_model.frames;
  score.frames_used = answers_of_model.frames_used;
  score.all = score_answers(full.names, full.classes, answers, {}, {});
  score.with_face = score_answers(full.names, classes_of(full, with_face),
                                  picked_answers(answers, with_face), {}, {});
  for (std::size_t s = 0; s < stages.size(); ++s) {
    const ClassPredictions alone =
        with_classes(pipeline.predict(clips.descriptors[s], threads), pipeline.names(), full.names);
    score.stages.push_back(
        {stages[s], static_cast<std::size_t>(std::ranges::count(answers_of_model.stages, s)),
         score_answers(full.names, full.classes, alone, {}, {}),
         share_of(clips, stages[s].stride)});
  }
  return score;
}

TextRow adaptive_head() {
  return {"frames", "all clips, accuracy %", "with a face", "used %", "threshold", "settled"};
}

std::vector<TextRow> adaptive_rows(const AdaptiveScore& score, const ClassifierScores& full,
                                   const ClassifierScores& full_with_face) {
  std::vector<TextRow> rows = {
      {"all", accuracy_text(full), accuracy_text(full_with_face), "100.0", "", ""},
      {fmt::format("adaptive {}", fmt::join(score.options.strides, ",")), accuracy_text(score.all),
       accuracy_text(score.with_face), percent_of_share(share_used(score)), "",
       std::to_string(score.all.samples)}};
  for (const AdaptiveStageScore& stage : score.stages) {
    const bool last = &stage == &score.stages.back();
    rows.push_back({fmt::format("  every {}", stage.stage.stride), accuracy_text(stage.alone), "",
                    percent_of_share(stage.share_alone),
                    last ? "" : fmt::format("{:.3f}", stage.stage.threshold),
                    std::to_string(stage.settled)});
  }
  return rows;
}

nlohmann::ordered_json adaptive_json(const AdaptiveScore& score) {
  nlohmann::ordered_json json = {{"false_acceptance", score.options.false_acceptance},
                                 {"seed", score.options.seed},
                                 {"frames", score.frames},
                                 {"frames_used", score.frames_used},
                                 {"share_used", share_used(score)},
                                 {"all", scores_json(score.all)},
                                 {"with_face", scores_json(score.with_face)}};
  for (const AdaptiveStageScore& stage : score.stages) {
    nlohmann::ordered_json threshold;  // null: all (the last stage) or none is accepted
    if (std::isfinite(stage.stage.threshold)) threshold = stage.stage.threshold;
    json["stages"].push_back({{"stride", stage.stage.stride},
                              {"threshold", threshold},
                              {"settled", stage.settled},
                              {"share_alone", stage.share_alone},
                              {"alone", scores_json(stage.alone)}});
  }
  return json;
}

}  // namespace mien::paper
