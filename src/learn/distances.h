#pragma once

#include <span>

namespace mien {

/// Sum of products, in double precision; the same on every machine.
[[nodiscard]] double dot_product(std::span<const float> a, std::span<const float> b);

/// Squared Euclidean distance, as `dot_product`.
[[nodiscard]] double squared_distance(std::span<const float> a, std::span<const float> b);

}  // namespace mien
