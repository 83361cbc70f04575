#pragma once

#include <bit>
#include <cstdint>

#include "executor/bfloat16/bf16_kernels.h"

namespace mien::executor {

/// The nearest number of 16 bits; of two, the even one. Infinities stay what they are, and what is
/// no number stays none.
[[nodiscard]] inline Bf16 to_bf16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if (value != value) return static_cast<Bf16>(bits >> 16U | 0x40U);
  return static_cast<Bf16>((bits + 0x7FFFU + (bits >> 16U & 1U)) >> 16U);
}

[[nodiscard]] inline float from_bf16(Bf16 value) {
  return std::bit_cast<float>(std::uint32_t{value} << 16U);
}

}  // namespace mien::executor
