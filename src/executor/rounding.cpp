#include "executor/rounding.h"

#include <algorithm>
#include <cmath>

namespace mien::executor {

namespace {

constexpr float most_value = 127;

double squared_error(std::span<const float> row, float scale) {
  double error = 0;
  for (const float weight : row) {
    const float value = std::clamp(std::round(weight / scale), -most_value, most_value);
    const double difference = static_cast<double>(weight) - static_cast<double>(value * scale);
    error += difference * difference;
  }
  return error;
}

/// A smaller scale cuts the largest weights off, and rounds the many others less.
float best_scale(std::span<const float> row) {
  float largest = 0;
  for (const float weight : row) largest = std::max(largest, std::abs(weight));
  // Too small for whole numbers of scale to matter, and dividing by it could overflow.
  if (largest < 1e-20F) return 1;
  constexpr int steps = 16;
  constexpr float step = 0.025F;
  float best = largest / most_value;
  double least = squared_error(row, best);
  for (int i = 1; i <= steps; ++i) {
    const float scale = largest / most_value * (1 - step * static_cast<float>(i));
    const double error = squared_error(row, scale);
    if (error < least) {
      least = error;
      best = scale;
    }
  }
  return best;
}

}  // namespace

RoundedRows rounded_rows(std::span<const float> weights, std::size_t rows) {
  RoundedRows result;
  const std::size_t length = weights.size() / rows;
  for (std::size_t r = 0; r < rows; ++r) {
    const std::span<const float> row = weights.subspan(r * length, length);
    const float scale = best_scale(row);
    result.scales.push_back(scale);
    for (const float weight : row) {
      const float value = std::clamp(std::round(weight / scale), -most_value, most_value);
      result.values.push_back(static_cast<std::int8_t>(value));
    }
  }
  return result;
}

std::vector<float> restored(const RoundedRows& rows) {
  std::vector<float> weights;
  weights.reserve(rows.values.size());
  if (rows.scales.empty()) return weights;
  const std::size_t length = rows.values.size() / rows.scales.size();
  for (std::size_t i = 0; i < rows.values.size(); ++i) {
    weights.push_back(rows.scales[i / length] * static_cast<float>(rows.values[i]));
  }
  return weights;
}

}  // namespace mien::executor
