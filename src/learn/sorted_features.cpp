#include "learn/sorted_features.h"

#include <algorithm>
#include <numeric>

#include "core/thread_pool.h"

namespace mien {

SortedFeatures::SortedFeatures(const FeatureMatrix& samples, int threads)
    : rows_(samples.rows),
      features_(samples.columns),
      values_(samples.values.size()),
      order_(samples.values.size()),
      ranks_(samples.values.size()) {
  ThreadPool pool(std::max(1, threads));
  pool.parallel_for(features_, [&](std::size_t feature) {
    const std::size_t start = feature * rows_;
    const std::span<float> values = std::span(values_).subspan(start, rows_);
    const std::span<std::uint32_t> order = std::span(order_).subspan(start, rows_);
    for (std::size_t row = 0; row < rows_; ++row) {
      values[row] = samples.values[row * features_ + feature];
    }
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {}, [&](std::uint32_t row) { return values[row]; });
    for (std::size_t place = 0; place < rows_; ++place) {
      ranks_[start + order[place]] = static_cast<std::uint32_t>(place);
    }
  });
}

}  // namespace mien
