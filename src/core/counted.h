#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mien {

/// 12345 as "12,345".
[[nodiscard]] std::string count_text(std::uint64_t count);

/// "1 photo", "2 photos"; "1 person", "0 people".
/// @param plural the word for several; empty puts an s behind `singular`
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view singular,
                                  std::string_view plural = {});

}  // namespace mien
