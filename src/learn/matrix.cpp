#include "mien/learn/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "mien/core/error.h"

namespace mien {

FeatureMatrix rows_of(const FeatureMatrix& matrix, std::span<const std::size_t> indices) {
  FeatureMatrix part{indices.size(), matrix.columns, {}};
  part.values.reserve(indices.size() * matrix.columns);
  for (const std::size_t index : indices) {
    const std::span<const float> row = matrix.row(index);
    part.values.insert(part.values.end(), row.begin(), row.end());
  }
  return part;
}

void check_features(const FeatureMatrix& matrix) {
  if (matrix.rows == 0 || matrix.columns == 0 ||
      matrix.values.size() / matrix.columns != matrix.rows ||
      matrix.values.size() % matrix.columns != 0) {
    throw Error(ErrorCode::input,
                fmt::format("expected rows x columns features, found {} numbers for {} x {}",
                            matrix.values.size(), matrix.rows, matrix.columns));
  }
  const auto bad = std::ranges::find_if(matrix.values, [](float v) { return !std::isfinite(v); });
  if (bad == matrix.values.end()) return;
  const auto at = static_cast<std::size_t>(bad - matrix.values.begin());
  throw Error(ErrorCode::input, fmt::format("row {}, column {}: expected a finite number, found {}",
                                            at / matrix.columns, at % matrix.columns, *bad));
}

}  // namespace mien
