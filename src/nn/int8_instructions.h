#pragma once

namespace mien {

/// Whether the processor has instructions that sum products of 8-bit numbers: VNNI on x86, the dot
/// product on ARM. Without them a network in 8 bits is hardly faster than one in floats.
[[nodiscard]] bool has_int8_instructions();

}  // namespace mien
