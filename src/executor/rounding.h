#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace mien::executor {

/// Weights in whole numbers: a weight is its row's scale times its value.
struct RoundedRows {
  std::vector<float> scales;        ///< one a row
  std::vector<std::int8_t> values;  ///< -127 to 127, row after row
};

/// Rounds rows of weights, each with the scale of the least squared error.
/// @param rows at least 1; the weights divide evenly into them
[[nodiscard]] RoundedRows rounded_rows(std::span<const float> weights, std::size_t rows);

/// The weights that the whole numbers stand for.
[[nodiscard]] std::vector<float> restored(const RoundedRows& rows);

}  // namespace mien::executor
