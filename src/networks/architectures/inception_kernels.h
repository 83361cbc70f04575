#pragma once

#include "networks/graph_builder.h"

namespace mien::train {

/// Kernels in which Inception networks take the place of square ones, a row and a column each.
inline constexpr Extent row_of_seven(1, 7);
inline constexpr Extent column_of_seven(7, 1);
inline constexpr Extent row_of_three(1, 3);
inline constexpr Extent column_of_three(3, 1);

}  // namespace mien::train
