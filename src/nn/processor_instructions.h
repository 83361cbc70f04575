#pragma once

#include <string>

namespace mien {

/// The instructions that programs on this processor may use, as the processor itself tells them, in
/// hexadecimal digits: equal texts are equal instructions. Empty on processors that are neither x86
/// nor ARM with 64 bits.
[[nodiscard]] std::string processor_instructions();

}  // namespace mien
