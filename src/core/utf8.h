#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mien {

/// One step through text that ought to be UTF-8.
struct CodePoint {
  char32_t value = U'\uFFFD';
  std::size_t length = 1;  ///< bytes
  bool valid = false;
};

/// The code point at the start of a text that is not empty. Bytes that are not UTF-8 give an
/// invalid one, as long as the Unicode standard recommends to replace at once (table 3-7).
[[nodiscard]] CodePoint decode_utf8(std::string_view text);

[[nodiscard]] std::string encode_utf8(char32_t code_point);

[[nodiscard]] bool is_utf8(std::string_view text);

/// The text with U+FFFD in place of what is not UTF-8.
[[nodiscard]] std::string to_utf8(std::string_view text);

}  // namespace mien
