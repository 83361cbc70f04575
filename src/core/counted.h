#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mien {

/// "1 photo", "2 photos"; "1 person", "0 people".
/// @param many the plural; empty puts an s behind `one`
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view one,
                                  std::string_view many = {});

}  // namespace mien
