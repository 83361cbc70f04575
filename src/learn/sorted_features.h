#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "mien/learn/matrix.h"

namespace mien {

/// Samples by feature, each feature also sorted once, so that trees need not sort large nodes.
class SortedFeatures {
 public:
  SortedFeatures(const FeatureMatrix& samples, int threads);

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t features() const { return features_; }

  /// The values of a feature, by row.
  [[nodiscard]] std::span<const float> values(std::size_t feature) const {
    return std::span(values_).subspan(feature * rows_, rows_);
  }
  /// The rows by rising value of a feature; equal values by row.
  [[nodiscard]] std::span<const std::uint32_t> order(std::size_t feature) const {
    return std::span(order_).subspan(feature * rows_, rows_);
  }
  /// The place of each row in `order`.
  [[nodiscard]] std::span<const std::uint32_t> ranks(std::size_t feature) const {
    return std::span(ranks_).subspan(feature * rows_, rows_);
  }

 private:
  std::size_t rows_;
  std::size_t features_;
  std::vector<float> values_;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> ranks_;
};

}  // namespace mien
