#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "eval/confusion.h"
#include "eval/scores.h"
#include "mien/learn/classifier.h"

namespace mien::paper {

/// How well answers fit what is known.
struct ClassifierScores {
  std::size_t samples = 0;
  std::vector<std::string> names;
  std::vector<eval::ScoreValue> scores;  ///< accuracy first
  eval::Confusion confusion{0};
};

/// @param truth one a row of the answers
/// @param groups rows that are drawn together by the bootstrap; empty: each by itself
[[nodiscard]] ClassifierScores score_answers(const std::vector<std::string>& names,
                                             std::span<const std::uint32_t> truth,
                                             const ClassPredictions& answers,
                                             std::span<const std::size_t> groups,
                                             const eval::BootstrapOptions& options);

/// Answers in the classes of a data set. A class that the model does not know keeps probability 0.
/// @param classes the classes of the answers, each of which is in `names`
[[nodiscard]] ClassPredictions with_classes(const ClassPredictions& answers,
                                            const std::vector<std::string>& classes,
                                            const std::vector<std::string>& names);

/// Accuracy in percent with its interval; "-" without samples.
[[nodiscard]] std::string accuracy_text(const ClassifierScores& scores);

[[nodiscard]] std::string scores_text(const ClassifierScores& scores);
[[nodiscard]] nlohmann::ordered_json scores_json(const ClassifierScores& scores);

}  // namespace mien::paper
