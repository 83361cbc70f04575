#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace mien {

/// The loops that search spends its time in. All sets give the same bits: products are added to 32
/// sums side by side, which are then added in a fixed order, without fused operations.
struct HalfKernels {
  const char* name;

  /// Halves as floats.
  void (*widen)(const std::uint16_t* halves, std::size_t count, float* floats);

  /// Sum of products.
  float (*dot)(const float* a, const float* b, std::size_t count);

  /// Sum of products of halves.
  float (*dot_halves)(const std::uint16_t* a, const std::uint16_t* b, std::size_t count);
};

/// What this processor can run, the fastest first; the last is portable.
[[nodiscard]] std::span<const HalfKernels> supported_half_kernels();

[[nodiscard]] inline const HalfKernels& half_kernels() { return supported_half_kernels().front(); }

}  // namespace mien
