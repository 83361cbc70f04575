#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mien {

/// Decodes base64 with its padding; nothing if the text is not base64.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

[[nodiscard]] std::string base64_encode(std::span<const std::byte> bytes);

}  // namespace mien
