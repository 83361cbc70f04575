#include "mien/learn/cross_validation.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <numeric>
#include <utility>

#include "core/thread_pool.h"
#include "mien/core/error.h"

namespace mien {

namespace {

using Told = std::function<void()>;

struct Fold {
  std::vector<std::size_t> inside;   ///< rows to fit on
  std::vector<std::size_t> outside;  ///< rows to answer for
};

std::vector<Fold> folds_of(std::span<const std::size_t> fold_of) {
  std::vector<Fold> folds(std::ranges::max(fold_of) + 1);
  for (std::size_t row = 0; row < fold_of.size(); ++row) {
    for (std::size_t f = 0; f < folds.size(); ++f) {
      (f == fold_of[row] ? folds[f].outside : folds[f].inside).push_back(row);
    }
  }
  return folds;
}

std::vector<std::size_t> picked(std::span<const std::size_t> groups,
                                std::span<const std::size_t> rows) {
  std::vector<std::size_t> result;
  if (groups.empty()) return result;
  for (const std::size_t row : rows) result.push_back(groups[row]);
  return result;
}

/// Grid searches score chosen classes alone.
PipelineOptions without_probabilities(PipelineOptions options) {
  if (auto* const svm = std::get_if<RbfSvmOptions>(&options.classifier)) svm->probabilities = false;
  return options;
}

/// The answers of a pipeline in terms of all names, of which it may know some.
ClassPredictions answers(const Pipeline& pipeline, const LabelledFeatures& rows) {
  const ClassPredictions known = pipeline.predict(rows.features);
  std::vector<std::uint32_t> number;
  for (const std::string& name : pipeline.names()) {
    const auto at = std::ranges::find(rows.names, name);
    number.push_back(static_cast<std::uint32_t>(at - rows.names.begin()));
  }
  ClassPredictions all{
      rows.names.size(), {}, std::vector<double>(known.chosen.size() * rows.names.size())};
  for (std::size_t r = 0; r < known.chosen.size(); ++r) {
    all.chosen.push_back(number[known.chosen[r]]);
    for (std::size_t c = 0; c < known.classes; ++c) {
      all.probabilities[r * all.classes + number[c]] = known.row(r)[c];
    }
  }
  return all;
}

double accuracy_of(const LabelledFeatures& samples, const Fold& fold,
                   const PipelineOptions& candidate) {
  const LabelledFeatures outside = rows_of(samples, fold.outside);
  const Pipeline pipeline = fit_pipeline(rows_of(samples, fold.inside), candidate);
  const ClassPredictions predictions = answers(pipeline, outside);
  std::size_t right = 0;
  for (std::size_t r = 0; r < predictions.chosen.size(); ++r) {
    right += predictions.chosen[r] == outside.classes[r] ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(predictions.chosen.size());
}

GridSearch search(const LabelledFeatures& samples, std::span<const std::size_t> groups,
                  std::span<const PipelineOptions> candidates, const ValidationOptions& options,
                  const Told& report) {
  if (candidates.empty()) {
    throw Error(ErrorCode::usage, "grid search: expected a candidate or more, found none");
  }
  const auto folds =
      folds_of(stratified_folds(samples.classes, groups, options.folds, options.seed));
  GridSearch result;
  result.scores.resize(candidates.size());
  for (CandidateScore& score : result.scores) score.fold_accuracies.resize(folds.size());
  ThreadPool pool(std::max(1, options.threads));
  pool.parallel_for(candidates.size() * folds.size(), [&](std::size_t task) {
    const std::size_t candidate = task / folds.size();
    const std::size_t fold = task % folds.size();
    result.scores[candidate].fold_accuracies[fold] =
        accuracy_of(samples, folds[fold], without_probabilities(candidates[candidate]));
    report();
  });
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    CandidateScore& score = result.scores[i];
    score.mean = std::accumulate(score.fold_accuracies.begin(), score.fold_accuracies.end(), 0.0) /
                 static_cast<double>(folds.size());
    if (score.mean > result.scores[result.best].mean) result.best = i;
  }
  return result;
}

/// Counts fits and tells of each.
Told counter(const ValidationOptions& options, std::size_t total) {
  if (!options.progress) return [] {};
  struct Count {
    std::mutex mutex;
    std::size_t done = 0;
  };
  return [count = std::make_shared<Count>(), progress = options.progress, total] {
    const std::lock_guard lock(count->mutex);
    progress(++count->done, total);
  };
}

/// As many parts as `stratified_folds` makes.
std::size_t parts_of(std::span<const std::size_t> groups, std::size_t rows, std::size_t folds) {
  std::vector<std::size_t> names(groups.begin(), groups.end());
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return std::min(folds, groups.empty() ? rows : names.size());
}

}  // namespace

GridSearch grid_search(const LabelledFeatures& samples, std::span<const std::size_t> groups,
                       std::span<const PipelineOptions> candidates,
                       const ValidationOptions& options) {
  const std::size_t parts = parts_of(groups, samples.features.rows, options.folds);
  return search(samples, groups, candidates, options, counter(options, parts * candidates.size()));
}

CrossValidation cross_validate(const LabelledFeatures& samples, std::span<const std::size_t> groups,
                               std::span<const PipelineOptions> candidates,
                               const ValidationOptions& options) {
  if (candidates.empty()) {
    throw Error(ErrorCode::usage, "cross-validation: expected a candidate or more, found none");
  }
  CrossValidation result;
  result.fold_of = stratified_folds(samples.classes, groups, options.folds, options.seed);
  const std::vector<Fold> folds = folds_of(result.fold_of);
  result.chosen.resize(folds.size());
  result.predictions.classes = samples.names.size();
  result.predictions.chosen.resize(samples.features.rows);
  result.predictions.probabilities.resize(samples.features.rows * samples.names.size());

  std::size_t fits = folds.size();
  if (candidates.size() > 1) {
    for (const Fold& fold : folds) {
      const auto inner = picked(groups, fold.inside);
      fits += candidates.size() * parts_of(inner, fold.inside.size(), options.folds);
    }
  }
  const Told report = counter(options, fits);
  if (candidates.size() > 1) {
    for (std::size_t f = 0; f < folds.size(); ++f) {
      const LabelledFeatures inside = rows_of(samples, folds[f].inside);
      result.chosen[f] =
          search(inside, picked(groups, folds[f].inside), candidates, options, report).best;
    }
  }
  ThreadPool pool(std::max(1, options.threads));
  pool.parallel_for(folds.size(), [&](std::size_t f) {
    const Pipeline pipeline =
        fit_pipeline(rows_of(samples, folds[f].inside), candidates[result.chosen[f]]);
    const ClassPredictions predictions = answers(pipeline, rows_of(samples, folds[f].outside));
    for (std::size_t i = 0; i < predictions.chosen.size(); ++i) {
      const std::size_t row = folds[f].outside[i];
      result.predictions.chosen[row] = predictions.chosen[i];
      std::ranges::copy(predictions.row(i),
                        result.predictions.probabilities.begin() +
                            static_cast<std::ptrdiff_t>(row * predictions.classes));
    }
    report();
  });
  return result;
}

}  // namespace mien
