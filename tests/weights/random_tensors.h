#pragma once

#include <cstdint>
#include <functional>
#include <numeric>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "mien/nn/network.h"
#include "networks/named_tensors.h"
#include "weights/channel_statistics.h"

namespace mien::train {

/// Numbers around `mean`, the same on every machine.
inline std::vector<float> random_values(std::size_t count, float mean, float spread,
                                        std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<float> values(count);
  for (float& value : values) {
    const double unit = static_cast<double>(random()) / std::mt19937::max();
    value = mean + spread * static_cast<float>(2 * unit - 1);
  }
  return values;
}

inline std::size_t value_count(const std::vector<std::int64_t>& shape) {
  return static_cast<std::size_t>(
      std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>()));
}

inline Tensor random_tensor(const std::vector<std::int64_t>& shape, float mean, float spread,
                            std::uint32_t seed) {
  return {shape, random_values(value_count(shape), mean, spread, seed)};
}

/// Gives `batches` one after the other.
inline BatchSource batches_of(std::vector<Tensor> batches) {
  return [batches = std::move(batches), next = std::size_t{0}]() mutable -> std::optional<Tensor> {
    if (next == batches.size()) return std::nullopt;
    return batches[next++];
  };
}

}  // namespace mien::train
