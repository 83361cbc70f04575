#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "descriptors/adaptive_classifier.h"
#include "descriptors/describe_clips.h"
#include "paper/reports/classifier_scores.h"
#include "report/text_table.h"

namespace mien::paper {

/// A stage of an adaptive frame rate, and its stride by itself.
struct AdaptiveStageScore {
  AdaptiveStage stage;
  std::size_t settled = 0;  ///< clips that were accepted here
  ClassifierScores alone;   ///< all clips, each by the frames of this stride
  double share_alone = 0;   ///< of all frames
};

/// A classifier at an adaptive frame rate.
struct AdaptiveScore {
  AdaptiveOptions options;
  ClassifierScores all;
  ClassifierScores with_face;
  std::vector<AdaptiveStageScore> stages;
  std::int64_t frames_used = 0;
  std::int64_t frames = 0;
};

/// The clips of a list, as the describer of the strides saw them.
[[nodiscard]] StridedClips strided(const DescribedClips& described);

/// Classifies clips from coarse to fine.
/// @param with_face the rows of clips with a face
[[nodiscard]] AdaptiveScore score_adaptively(const StridedClips& clips,
                                             const LabelledFeatures& full,
                                             std::span<const std::size_t> with_face,
                                             const Pipeline& pipeline,
                                             std::span<const AdaptiveStage> stages,
                                             const AdaptiveOptions& options, int threads);

/// Rows of a table beside those at the full rate, after the names of features and classifier.
[[nodiscard]] TextRow adaptive_head();
[[nodiscard]] std::vector<TextRow> adaptive_rows(const AdaptiveScore& score,
                                                 const ClassifierScores& full,
                                                 const ClassifierScores& full_with_face);
[[nodiscard]] nlohmann::ordered_json adaptive_json(const AdaptiveScore& score);

}  // namespace mien::paper
