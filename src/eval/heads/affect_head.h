#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "dataset/targets.h"
#include "eval/predictions.h"
#include "eval/scores.h"
#include "mien/core/face.h"

namespace mien::eval {

/// The valence and arousal that a head answers for each picture; not numbers for pictures without
/// an answer.
[[nodiscard]] std::vector<Affect> affect_answers(const Predictions& predictions,
                                                 const HeadOutputs& outputs);

/// The pictures that a head of affect is scored on: those whose valence and arousal are both known.
struct AffectSamples {
  std::vector<std::size_t> pictures;
  std::vector<double> true_valence;
  std::vector<double> valence;
  std::vector<double> true_arousal;
  std::vector<double> arousal;

  void add(std::size_t picture, const dataset::Target& truth, const Affect& answer);
};

/// Some of the samples.
/// @param members indices of samples
[[nodiscard]] AffectSamples subset(const AffectSamples& samples,
                                   std::span<const std::size_t> members);

/// CCC, PCC, RMSE and SAGR of valence and of arousal.
/// @param samples must outlive the scorer
[[nodiscard]] Scorer scorer_of(const AffectSamples& samples);

}  // namespace mien::eval
