#pragma once

#include <cmath>
#include <span>

namespace mien::eval {

struct MeanAndDeviation {
  double mean = 0;
  double deviation = 0;  ///< divided by the number of values, as NumPy's std
};

/// @param values at least one
[[nodiscard]] inline MeanAndDeviation mean_and_deviation(std::span<const double> values) {
  const auto count = static_cast<double>(values.size());
  MeanAndDeviation result;
  for (const double value : values) result.mean += value;
  result.mean /= count;
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  result.deviation = std::sqrt(squares / count);
  return result;
}

}  // namespace mien::eval
