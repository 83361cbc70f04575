#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "learn/distances.h"
#include "mien/learn/pipeline.h"

namespace mien {

namespace {

StandardScaling fit_scaling(const FeatureMatrix& samples) {
  const auto rows = static_cast<double>(samples.rows);
  StandardScaling scaling{std::vector<double>(samples.columns),
                          std::vector<double>(samples.columns)};
  for (std::size_t r = 0; r < samples.rows; ++r) {
    const std::span<const float> row = samples.row(r);
    for (std::size_t c = 0; c < row.size(); ++c) scaling.means[c] += row[c];
  }
  for (double& mean : scaling.means) mean /= rows;
  for (std::size_t r = 0; r < samples.rows; ++r) {
    const std::span<const float> row = samples.row(r);
    for (std::size_t c = 0; c < row.size(); ++c) {
      const double distance = row[c] - scaling.means[c];
      scaling.deviations[c] += distance * distance;
    }
  }
  // What rounding alone can give counts as one value, as scikit-learn has it.
  constexpr double epsilon = std::numeric_limits<double>::epsilon();
  for (std::size_t c = 0; c < samples.columns; ++c) {
    const double variance = scaling.deviations[c] / rows;
    const double shift = rows * scaling.means[c] * epsilon;
    const bool one_value = variance <= rows * epsilon * variance + shift * shift;
    scaling.deviations[c] = one_value ? 1 : std::sqrt(variance);
  }
  return scaling;
}

void apply(const StandardScaling& scaling, std::span<float> row) {
  for (std::size_t c = 0; c < row.size(); ++c) {
    const auto shifted = static_cast<float>(row[c] - scaling.means[c]);
    row[c] = static_cast<float>(shifted / scaling.deviations[c]);
  }
}

void apply(const RowNormalisation&, std::span<float> row) {
  const double length = std::sqrt(dot_product(row, row));
  if (length == 0) return;
  for (float& value : row) value = static_cast<float>(value / length);
}

}  // namespace

FittedStep fit_step(StepKind kind, const FeatureMatrix& samples) {
  if (kind == StepKind::l2) return RowNormalisation{};
  return fit_scaling(samples);
}

FeatureMatrix apply_step(const FittedStep& step, FeatureMatrix samples) {
  std::visit(
      [&](const auto& fitted) {
        for (std::size_t r = 0; r < samples.rows; ++r) apply(fitted, samples.row(r));
      },
      step);
  return samples;
}

}  // namespace mien
