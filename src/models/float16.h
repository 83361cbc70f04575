#pragma once

#include <bit>
#include <cstdint>

namespace mien::models {

/// The value of an IEEE 754 half.
[[nodiscard]] inline float float_from_half(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000U) << 16;
  const std::uint32_t exponent = (half >> 10) & 0x1FU;
  const std::uint32_t mantissa = half & 0x3FFU;
  if (exponent == 0) {
    constexpr float smallest = 0x1p-24F;
    const float value = static_cast<float>(mantissa) * smallest;
    return sign == 0 ? value : -value;
  }
  const std::uint32_t wide = exponent == 31 ? 0xFFU : exponent + 112;
  return std::bit_cast<float>(sign | (wide << 23) | (mantissa << 13));
}

}  // namespace mien::models
