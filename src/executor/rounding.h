#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace mien::executor {

/// How weights become whole numbers.
struct Rounding {
  int bits = 8;    ///< of a number, 4 to 12
  int group = 64;  ///< neighbouring weights of a row that have one scale, 16 or more

  friend bool operator==(const Rounding&, const Rounding&) = default;
};

/// Weights in whole numbers: a weight is the scale of its group times its number.
struct RoundedWeights {
  std::vector<std::uint16_t> scales;  ///< 16-bit floats, group after group, row after row
  std::vector<std::int16_t> numbers;  ///< row after row
};

/// Groups of a row; the last one may be shorter.
[[nodiscard]] std::size_t groups_of(std::size_t row_length, const Rounding& rounding);

/// Rounds rows of weights, each group with the scale of the least squared error.
/// @param rows at least 1; the weights divide evenly into them
[[nodiscard]] RoundedWeights rounded(std::span<const float> weights, std::size_t rows,
                                     const Rounding& rounding);

/// The weights that the whole numbers stand for.
[[nodiscard]] std::vector<float> restored(const RoundedWeights& weights, std::size_t rows,
                                          const Rounding& rounding);

/// Numbers as a stream of bits, the lowest first, each with half its range added.
[[nodiscard]] std::vector<std::uint8_t> packed(std::span<const std::int16_t> numbers, int bits);

/// Bytes that so many numbers take.
[[nodiscard]] std::size_t packed_size(std::size_t count, int bits);

/// @param bytes packed_size(count, bits) of them
[[nodiscard]] std::vector<std::int16_t> unpacked(std::span<const std::uint8_t> bytes,
                                                 std::size_t count, int bits);

}  // namespace mien::executor
