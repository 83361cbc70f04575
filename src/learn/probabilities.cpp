#include "learn/probabilities.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/thread_pool.h"
#include "mien/core/error.h"

namespace mien {

RowPrediction most_probable(std::vector<double> probabilities) {
  const auto top = std::ranges::max_element(probabilities);
  const auto chosen = static_cast<std::uint32_t>(top - probabilities.begin());
  return {chosen, std::move(probabilities)};
}

std::vector<double> softmax_of(std::vector<double> values) {
  const double top = std::ranges::max(values);
  double sum = 0;
  for (double& value : values) sum += value = std::exp(value - top);
  for (double& value : values) value /= sum;
  return values;
}

ClassPredictions predict_rows(
    const Classifier& classifier, const FeatureMatrix& samples, int threads,
    const std::function<RowPrediction(std::span<const float>)>& predict_row) {
  if (samples.columns != classifier.features()) {
    throw Error(ErrorCode::usage, fmt::format("expected rows of {} features, found {}",
                                              classifier.features(), samples.columns));
  }
  ClassPredictions result{classifier.classes(), std::vector<std::uint32_t>(samples.rows),
                          std::vector<double>(samples.rows * classifier.classes())};
  ThreadPool pool(std::max(1, threads));
  pool.parallel_for(samples.rows, [&](std::size_t r) {
    const RowPrediction answer = predict_row(samples.row(r));
    result.chosen[r] = answer.chosen;
    std::ranges::copy(
        answer.probabilities,
        result.probabilities.begin() + static_cast<std::ptrdiff_t>(r * classifier.classes()));
  });
  return result;
}

}  // namespace mien
