#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace mien {

/// Every `stride`th frame, and how sure a decision on these must be.
struct AdaptiveStage {
  int stride = 1;
  double threshold = 0;  ///< a decision is accepted if its highest score is above
};

/// Reads frame `index` (0 to frames - 1): the numbers of its face, such as probabilities or
/// features, the same count for every frame; empty if it has no face. Called once for each frame
/// that is used, in no order.
using FrameReader = std::function<std::vector<float>(std::int64_t index)>;

/// Scores the classes, one number each (the highest wins), from the frames with a face in order of
/// time, at least one. `stage` is the number of the stage, for who has a classifier for each
/// stride.
using FramesClassifier = std::function<std::vector<double>(
    std::span<const std::vector<float>> frames, std::size_t stage)>;

struct AdaptiveDecision {
  std::vector<double> scores;  ///< of the classes; empty if no frame has a face
  std::size_t label = 0;       ///< the class with the highest score, the first of equals
  std::size_t stage = 0;       ///< at which it was accepted
  std::int64_t frames_used = 0;
  std::int64_t frames = 0;  ///< of the clip

  /// Share of the frames that were used, 0 to 1; 0 for a clip without frames.
  [[nodiscard]] double share_used() const;
};

/// Classifies a short clip at an adaptive frame rate, from the coarsest stride to the finest. The
/// method is Savchenko, "Facial Expression Recognition with Adaptive Frame Rate based on Multiple
/// Testing Correction", ICML 2023. A stage decides on the frames 0, stride, 2 stride and so on, and
/// the first sure decision ends the search. The last stage is always accepted. Frames that an
/// earlier stage used are not read again. What is read is kept until the decision: numbers of a
/// frame times frames used.
/// @param frames of the clip, at least 0
/// @throws Error (ErrorCode::usage) if `stages` is empty, a stride is below 1 or not below the one
/// before it, or a threshold is not a number; (ErrorCode::input) if `frames` is negative or
/// `classify` gives no scores or one that is not a number
[[nodiscard]] AdaptiveDecision classify_adaptively(std::int64_t frames,
                                                   std::span<const AdaptiveStage> stages,
                                                   const FrameReader& read,
                                                   const FramesClassifier& classify);

/// A FramesClassifier without training: the mean of the frames' probabilities.
[[nodiscard]] std::vector<double> mean_scores(std::span<const std::vector<float>> frames);

/// A decision on a clip whose class is known.
struct HeldOutDecision {
  double score = 0;      ///< the highest score
  bool correct = false;  ///< whether its class is the known one
};

/// The threshold of a stage, as the method's published code finds it. It goes down from the highest
/// score of a correct decision. The threshold is the last such score down to which the share of
/// false acceptances is at most `false_acceptance`. A false acceptance is a wrong decision with a
/// higher score; the share is of all decisions.
/// @param decisions of a classifier on clips that it was not trained on, such as half of the
/// training data
/// @param false_acceptance 0 to 1
/// @returns infinity (never accept) if no correct score satisfies it
/// @throws Error (ErrorCode::usage) if `false_acceptance` is out of range or a score is not a
/// number
[[nodiscard]] double acceptance_threshold(std::span<const HeldOutDecision> decisions,
                                          double false_acceptance);

/// The share of false acceptances that stage `stage` (from 0) of `stages` may have, the line of
/// Benjamini and Hochberg: false_acceptance * (stage + 1) / stages.
[[nodiscard]] double corrected_false_acceptance(double false_acceptance, std::size_t stage,
                                                std::size_t stages);

/// Stages with their thresholds. The last one accepts all.
/// @param strides falling, at least one
/// @param held_out decisions for each stride but the last, on the same frames as in use
/// @param false_acceptance the one parameter of the method; its published code uses 0.3 for AFEW
/// @throws Error (ErrorCode::usage) for strides, counts or numbers out of range
[[nodiscard]] std::vector<AdaptiveStage> adaptive_stages(
    std::span<const int> strides, std::span<const std::vector<HeldOutDecision>> held_out,
    double false_acceptance = 0.3);

}  // namespace mien
