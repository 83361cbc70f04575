#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mien {

/// 12345 as "12,345".
[[nodiscard]] std::string count_text(std::uint64_t count);

/// "1 photo", "2 photos"; "1 person", "0 people".
/// @param many the plural; empty puts an s behind `one`
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view one,
                                  std::string_view many = {});

}  // namespace mien
