#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "mien/clip/adaptive.h"
#include "mien/learn/pipeline.h"

namespace mien {

/// Clips that were described with the frames of each of several strides.
struct StridedClips {
  std::vector<FeatureMatrix> descriptors;  ///< one a stride, a row a clip
  std::vector<std::vector<bool>> faces;  ///< one a clip: of each of its frames, whether it has one
};

/// How the thresholds of an adaptive frame rate are chosen.
struct AdaptiveOptions {
  std::vector<int> strides = {18, 6, 1};  ///< falling, at least one
  double false_acceptance = 0.3;          ///< 0 to 1
  std::uint64_t seed = 0;                 ///< of the division of the training clips
};

/// Some of the clips, in the order of `indices`.
[[nodiscard]] StridedClips clips_of(const StridedClips& clips,
                                    std::span<const std::size_t> indices);

/// The thresholds of a classifier's stages by the method's published code (Savchenko 2023). A half
/// (stratified) of the training clips is held out. For each stride but the last a classifier is
/// fitted on the other half's descriptors of that stride, and decides on the half held out.
/// `adaptive_stages` finds the thresholds in its decisions. Clips without a face among the frames
/// of a stride are left out there. A score is the highest of `Pipeline::decision_scores`.
/// @param clips descriptors of the strides of `options`
/// @param classes one a clip, each a number of `names`
/// @throws Error (ErrorCode::usage) for strides or counts that do not fit, and as `fit_pipeline`,
/// which refuses a half with fewer than two classes
[[nodiscard]] std::vector<AdaptiveStage> fit_stages(const StridedClips& clips,
                                                    std::span<const std::uint32_t> classes,
                                                    const std::vector<std::string>& names,
                                                    const PipelineOptions& pipeline,
                                                    const AdaptiveOptions& options,
                                                    int threads = 1);

/// What a classifier says of clips at an adaptive frame rate.
struct AdaptiveAnswers {
  ClassPredictions answers;         ///< one a clip
  std::vector<std::size_t> stages;  ///< one a clip: the stage at which it was accepted
  std::int64_t frames_used = 0;     ///< of all clips
  std::int64_t frames = 0;          ///< of all clips

  /// 0 to 1; 0 without frames.
  [[nodiscard]] double share_used() const;
};

/// Classifies each clip as `classify_adaptively` does, from coarse to fine. A clip without a face
/// in any frame that was used is classified by its descriptor of the last stride.
/// @param clips descriptors of the strides of `stages`
/// @throws Error (ErrorCode::usage) for counts that do not fit, and as `classify_adaptively`
[[nodiscard]] AdaptiveAnswers answer_adaptively(const StridedClips& clips, const Pipeline& pipeline,
                                                std::span<const AdaptiveStage> stages,
                                                int threads = 1);

}  // namespace mien
