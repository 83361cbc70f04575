#include "descriptors/adaptive_classifier.h"

#include <fmt/format.h>

#include <algorithm>

#include "mien/core/error.h"
#include "mien/learn/cross_validation.h"

namespace mien {

namespace {

void check(const StridedClips& clips, std::size_t strides) {
  const auto fits = [&](const FeatureMatrix& matrix) { return matrix.rows == clips.faces.size(); };
  if (clips.descriptors.size() == strides && std::ranges::all_of(clips.descriptors, fits)) return;
  throw Error(ErrorCode::usage,
              fmt::format("adaptive rate: expected descriptors of {} clips for each of {} strides, "
                          "found {} strides or other clips",
                          clips.faces.size(), strides, clips.descriptors.size()));
}

bool has_face(const std::vector<bool>& faces, int stride) {
  for (std::size_t i = 0; i < faces.size(); i += static_cast<std::size_t>(stride)) {
    if (faces[i]) return true;
  }
  return false;
}

/// The highest score of each row.
std::vector<double> highest(const std::vector<double>& scores, std::size_t rows) {
  std::vector<double> tops;
  const std::size_t classes = rows == 0 ? 0 : scores.size() / rows;
  for (std::size_t r = 0; r < rows; ++r) {
    tops.push_back(std::ranges::max(std::span(scores).subspan(r * classes, classes)));
  }
  return tops;
}

/// Decisions on the clips held out by a classifier of the others, at one stride.
std::vector<HeldOutDecision> decisions_on(const LabelledFeatures& fitted,
                                          const LabelledFeatures& held_out,
                                          const PipelineOptions& options, int threads) {
  if (held_out.classes.empty()) return {};
  const Pipeline pipeline = fit_pipeline(fitted, options, threads);
  const ClassPredictions predictions = pipeline.predict(held_out.features, threads);
  const std::vector<double> tops =
      highest(pipeline.decision_scores(held_out.features, threads), held_out.classes.size());
  std::vector<HeldOutDecision> decisions;
  for (std::size_t r = 0; r < predictions.chosen.size(); ++r) {
    const bool correct =
        pipeline.names()[predictions.chosen[r]] == held_out.names[held_out.classes[r]];
    decisions.push_back({tops[r], correct});
  }
  return decisions;
}

}  // namespace

StridedClips clips_of(const StridedClips& clips, std::span<const std::size_t> indices) {
  StridedClips part;
  for (const FeatureMatrix& matrix : clips.descriptors) {
    part.descriptors.push_back(rows_of(matrix, indices));
  }
  for (const std::size_t index : indices) part.faces.push_back(clips.faces[index]);
  return part;
}

std::vector<AdaptiveStage> fit_stages(const StridedClips& clips,
                                      std::span<const std::uint32_t> classes,
                                      const std::vector<std::string>& names,
                                      const PipelineOptions& pipeline,
                                      const AdaptiveOptions& options, int threads) {
  // Refuses strides and rates before the work.
  (void)adaptive_stages(options.strides,
                        std::vector<std::vector<HeldOutDecision>>(
                            std::max<std::size_t>(options.strides.size(), 1) - 1),
                        options.false_acceptance);
  check(clips, options.strides.size());
  if (classes.size() != clips.faces.size()) {
    throw Error(ErrorCode::usage, fmt::format("adaptive rate: expected a class for each of {} "
                                              "clips, found {}",
                                              clips.faces.size(), classes.size()));
  }
  const std::vector<std::size_t> half = stratified_folds(classes, {}, 2, options.seed);
  std::vector<std::vector<HeldOutDecision>> decisions;
  for (std::size_t s = 0; s + 1 < options.strides.size(); ++s) {
    const LabelledFeatures all{clips.descriptors[s], {classes.begin(), classes.end()}, names};
    std::vector<std::vector<std::size_t>> halves(2);
    for (std::size_t r = 0; r < half.size(); ++r) {
      if (has_face(clips.faces[r], options.strides[s])) halves.at(half[r]).push_back(r);
    }
    decisions.push_back(
        decisions_on(rows_of(all, halves[0]), rows_of(all, halves[1]), pipeline, threads));
  }
  return adaptive_stages(options.strides, decisions, options.false_acceptance);
}

double AdaptiveAnswers::share_used() const {
  return frames == 0 ? 0 : static_cast<double>(frames_used) / static_cast<double>(frames);
}

AdaptiveAnswers answer_adaptively(const StridedClips& clips, const Pipeline& pipeline,
                                  std::span<const AdaptiveStage> stages, int threads) {
  check(clips, stages.size());
  AdaptiveAnswers result;
  result.answers.classes = pipeline.names().size();
  std::vector<ClassPredictions> predictions;
  std::vector<std::vector<double>> tops;
  for (const FeatureMatrix& matrix : clips.descriptors) {
    if (matrix.rows == 0) return result;
    predictions.push_back(pipeline.predict(matrix, threads));
    tops.push_back(highest(pipeline.decision_scores(matrix, threads), matrix.rows));
  }
  for (std::size_t r = 0; r < clips.faces.size(); ++r) {
    const std::vector<bool>& faces = clips.faces[r];
    // The descriptors hold what the frames say; here they only tell whether there is a face.
    const FrameReader read = [&](std::int64_t frame) {
      return std::vector<float>(faces[static_cast<std::size_t>(frame)] ? 1 : 0);
    };
    std::size_t used_stage = stages.size() - 1;
    const FramesClassifier classify = [&](std::span<const std::vector<float>> /*frames*/,
                                          std::size_t stage) {
      used_stage = stage;
      return std::vector<double>{tops[stage][r]};
    };
    const AdaptiveDecision decision =
        classify_adaptively(static_cast<std::int64_t>(faces.size()), stages, read, classify);
    const ClassPredictions& of_stage = predictions[used_stage];
    result.answers.chosen.push_back(of_stage.chosen[r]);
    const std::span<const double> probabilities = of_stage.row(r);
    result.answers.probabilities.insert(result.answers.probabilities.end(), probabilities.begin(),
                                        probabilities.end());
    result.stages.push_back(used_stage);
    result.frames_used += decision.frames_used;
    result.frames += decision.frames;
  }
  return result;
}

}  // namespace mien
