#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "mien/learn/classifier.h"

namespace mien {

/// What a classifier says of one row.
struct RowPrediction {
  std::uint32_t chosen = 0;
  std::vector<double> probabilities;
};

/// The class of the highest probability, the first of equals.
[[nodiscard]] RowPrediction most_probable(std::vector<double> probabilities);

/// exp(x_i) / sum(exp(x_j)), without overflow.
[[nodiscard]] std::vector<double> softmax_of(std::vector<double> values);

/// Asks `predict_row` about each row, on several threads.
/// @throws Error (ErrorCode::usage) if the rows are not of the classifier's features
[[nodiscard]] ClassPredictions predict_rows(
    const Classifier& classifier, const FeatureMatrix& samples, int threads,
    const std::function<RowPrediction(std::span<const float>)>& predict_row);

}  // namespace mien
