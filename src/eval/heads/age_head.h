#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dataset/intervals.h"
#include "dataset/targets.h"
#include "eval/predictions.h"
#include "eval/scores.h"
#include "mien/core/face.h"
#include "mien/nn/metadata.h"

namespace mien::eval {

/// The age in years that a head answers for each picture, by eq. 1 of the paper; not a number for
/// pictures without an answer.
/// @param top L of eq. 1, instead of the head's
[[nodiscard]] std::vector<double> age_answers(const HeadSpec& head, const Predictions& predictions,
                                              const HeadOutputs& outputs, std::optional<int> top);

/// The range of ages that a head answers for each picture (`age_interval`); ends that are not
/// numbers for pictures without an answer.
[[nodiscard]] std::vector<AgeInterval> age_intervals(const HeadSpec& head,
                                                     const Predictions& predictions,
                                                     const HeadOutputs& outputs,
                                                     std::span<const double> ages);

/// How often ranges of ages hold the exact true age, and how wide they are.
struct AgeCoverage {
  std::vector<std::size_t> pictures;
  std::vector<std::uint8_t> inside;  ///< 1 if the range holds the true age, else 0
  std::vector<double> widths;        ///< years

  void add(std::size_t picture, int truth, const AgeInterval& answer);
};

/// @param coverage must outlive the scorer
[[nodiscard]] Scorer scorer_of(const AgeCoverage& coverage);

/// The ages that a target allows, of the head that `target_head` gives.
[[nodiscard]] dataset::AgeInterval true_ages(const dataset::Target& target);

/// The pictures that a head of ages is scored on.
struct AgeSamples {
  bool exact = true;  ///< all true ages are single years
  std::vector<std::size_t> pictures;
  std::vector<double> errors;        ///< years (`age_error`)
  std::vector<std::uint8_t> inside;  ///< 1 if the answer is in the interval, else 0

  void add(std::size_t picture, const dataset::AgeInterval& truth, double answer);
};

/// Some of the samples, scored as all of them are.
/// @param members indices of samples
[[nodiscard]] AgeSamples subset(const AgeSamples& samples, std::span<const std::size_t> members);

/// Of exact ages the mean absolute error and the share within five years; of intervals the share of
/// answers in them and the mean distance to them.
/// @param samples must outlive the scorer
[[nodiscard]] Scorer scorer_of(const AgeSamples& samples);

}  // namespace mien::eval
