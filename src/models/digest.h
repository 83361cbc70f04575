#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace mien::models {

/// SHA-256 as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::span<const std::byte> bytes);

/// SHA-512 as npm writes it: "sha512-" and base64.
[[nodiscard]] std::string npm_integrity(std::span<const std::byte> bytes);

}  // namespace mien::models
