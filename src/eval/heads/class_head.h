#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eval/calibration_error.h"
#include "eval/confusion.h"
#include "eval/predictions.h"
#include "eval/scores.h"
#include "mien/nn/metadata.h"

namespace mien::eval {

/// What a head of classes answers for each picture.
struct ClassAnswers {
  std::vector<std::string> labels;    ///< in mien's order
  std::vector<float> probabilities;   ///< picture x label
  std::vector<std::uint32_t> chosen;  ///< index of a label, one a picture
};

/// The answers of a head of classes or of two classes.
/// @param head whose stored prior is multiplied in (`head_for` leaves it out)
/// @param drop labels to leave out; the probabilities of the others are scaled to sum to 1 again
/// @param threshold from which on the first of two classes is chosen, instead of the head's
/// @throws Error (ErrorCode::usage) if fewer than two labels are left
[[nodiscard]] ClassAnswers class_answers(const HeadSpec& head, const HeadOutputs& outputs,
                                         std::span<const std::string> drop,
                                         std::optional<float> threshold);

/// The pictures that a head of classes is scored on.
struct ClassSamples {
  std::size_t classes = 0;
  std::vector<std::size_t> pictures;
  std::vector<std::uint32_t> truth;
  std::vector<std::uint32_t> answers;
  std::vector<float> confidences;   ///< probability of the answer
  std::vector<std::uint8_t> right;  ///< 1 if the answer is the truth, else 0

  void add(std::size_t picture, std::uint32_t true_class, const ClassAnswers& all);
};

/// Some of the samples.
/// @param members indices of samples
[[nodiscard]] ClassSamples subset(const ClassSamples& samples,
                                  std::span<const std::size_t> members);

/// @param times how often each sample is counted
[[nodiscard]] Confusion confusion_of(const ClassSamples& samples,
                                     std::span<const std::uint32_t> times);

/// Accuracy, balanced accuracy, macro F1 and expected calibration error.
/// @param samples must outlive the scorer
[[nodiscard]] Scorer scorer_of(const ClassSamples& samples);

}  // namespace mien::eval
