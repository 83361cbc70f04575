#include "core/printable.h"

#include <fmt/format.h>

#include <cstdint>

#include "core/utf8.h"

namespace mien {

namespace {

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

// Characters that cannot be seen and that reorder or hide others.
bool is_deceptive(char32_t c) {
  return c == 0x061C || c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE007F);
}

std::string escaped(std::string_view text, bool keep_line_ends) {
  std::string result;
  while (!text.empty()) {
    const CodePoint next = decode_utf8(text);
    const std::string_view bytes = text.substr(0, next.length);
    if (keep_line_ends && bytes == "\n") {
      result += '\n';
    } else if (!next.valid || is_control(next.value)) {
      if (next.valid && next.value >= 0x80) {
        result += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(next.value));
      } else {
        for (const char byte : bytes) {
          result += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(byte));
        }
      }
    } else if (is_deceptive(next.value)) {
      result += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(next.value));
    } else {
      result += bytes;
    }
    text.remove_prefix(next.length);
  }
  return result;
}

}  // namespace

std::string printable(std::string_view text) { return escaped(text, false); }

std::string printable_lines(std::string_view text) { return escaped(text, true); }

}  // namespace mien
