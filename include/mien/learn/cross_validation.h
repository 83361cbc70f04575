#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "mien/learn/pipeline.h"

namespace mien {

/// Divides rows into parts of about the same share of each class. The rows of a group (such as a
/// person) stay together. The groups are shuffled and then sorted by falling spread of their
/// classes. Each goes to the part where the shares of the classes then differ least over the parts
/// (the rule of scikit-learn's StratifiedGroupKFold).
/// @param groups one a row; empty: each row by itself
/// @param folds 2 or more; as many as there are groups or more leave one group out at a time
/// @return the part of each row, below the number of parts
/// @throws Error (ErrorCode::usage) for fewer than 2 folds, or (ErrorCode::input) fewer than 2
/// groups
[[nodiscard]] std::vector<std::size_t> stratified_folds(std::span<const std::uint32_t> classes,
                                                        std::span<const std::size_t> groups,
                                                        std::size_t folds, std::uint64_t seed);

struct ValidationOptions {
  std::size_t folds = 5;
  std::uint64_t seed = 0;  ///< of the shuffle of the groups
  int threads = 1;
  /// Told after each fit, from any thread, but one at a time.
  std::function<void(std::size_t done, std::size_t total)> progress = nullptr;
};

/// How well one of several settings did.
struct CandidateScore {
  std::vector<double> fold_accuracies;
  double mean = 0;  ///< of the folds
};

struct GridSearch {
  std::vector<CandidateScore> scores;  ///< in the order of the candidates
  std::size_t best = 0;                ///< highest mean, the first of equals
};

/// Fits each candidate on all folds but one and scores it on that one.
/// @param groups as `stratified_folds` takes them
[[nodiscard]] GridSearch grid_search(const LabelledFeatures& samples,
                                     std::span<const std::size_t> groups,
                                     std::span<const PipelineOptions> candidates,
                                     const ValidationOptions& options);

/// Answers for each row by a pipeline that never saw its group.
struct CrossValidation {
  ClassPredictions predictions;      ///< one a row; classes are those of `LabelledFeatures::names`
  std::vector<std::size_t> fold_of;  ///< of each row
  std::vector<std::size_t> chosen;   ///< the candidate of each fold
};

/// Cross-validation. With several candidates, the one of each fold is chosen by a grid search
/// within the rows that it is fitted on (nested). So no row is scored by a classifier that was
/// fitted or chosen with it.
[[nodiscard]] CrossValidation cross_validate(const LabelledFeatures& samples,
                                             std::span<const std::size_t> groups,
                                             std::span<const PipelineOptions> candidates,
                                             const ValidationOptions& options);

}  // namespace mien
