#pragma once

#include <vector>

namespace mien::train {

/// The matrix that makes `out` means of `in` values, as adaptive pooling does: mean i is over the
/// values from floor(i in / out) up to ceil((i + 1) in / out), exclusive.
/// @return out x in values in row-major order; in x out if `transposed`
[[nodiscard]] std::vector<float> averaging_matrix(int in, int out, bool transposed);

}  // namespace mien::train
