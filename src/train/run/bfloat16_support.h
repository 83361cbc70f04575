#pragma once

namespace mien::train {

/// Whether the processor multiplies bfloat16 in hardware (AVX-512 BF16); without it mixed precision
/// is slower than 32 bits.
[[nodiscard]] bool has_bfloat16();

}  // namespace mien::train
