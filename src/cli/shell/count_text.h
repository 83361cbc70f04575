#pragma once

#include <cstdint>
#include <string>

namespace mien::cli {

/// 12345 as "12,345".
[[nodiscard]] std::string count_text(std::uint64_t count);

}  // namespace mien::cli
