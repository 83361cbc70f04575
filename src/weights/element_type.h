#pragma once

#include <cstddef>

namespace mien::train {

/// How a number of a PyTorch storage is kept, little-endian.
enum class ElementType {
  float16,
  bfloat16,
  float32,
  float64,
  int8,
  uint8,
  int16,
  int32,
  int64,
  boolean,
};

/// Bytes of one number.
[[nodiscard]] std::size_t size_of(ElementType type);

/// The number at the start of `bytes`, which are at least `size_of(type)`; rounded to a float.
[[nodiscard]] float load_element(const std::byte* bytes, ElementType type);

}  // namespace mien::train
