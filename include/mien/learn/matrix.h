#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace mien {

/// Rows of features, one row a sample.
struct FeatureMatrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<float> values;  ///< rows x columns, row by row

  [[nodiscard]] std::span<const float> row(std::size_t index) const {
    return std::span(values).subspan(index * columns, columns);
  }
  [[nodiscard]] std::span<float> row(std::size_t index) {
    return std::span(values).subspan(index * columns, columns);
  }
};

/// Some of the rows, in the order of `indices`, each below `matrix.rows`.
[[nodiscard]] FeatureMatrix rows_of(const FeatureMatrix& matrix,
                                    std::span<const std::size_t> indices);

/// @throws Error (ErrorCode::input) if `values` are not rows x columns, there is no row or no
/// column, or a value is not finite; the message names the row and column
void check_features(const FeatureMatrix& matrix);

}  // namespace mien
