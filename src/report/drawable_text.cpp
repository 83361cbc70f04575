#include "report/drawable_text.h"

#include <cstddef>

#include "core/utf8.h"

namespace mien {

namespace {

/// The letters of U+00C0 to U+017F without their accents.
constexpr char32_t first_letter = 0xC0;
constexpr std::string_view plain_letters =
    "AAAAAAACEEEEIIII"
    "DNOOOOOxOUUUUYTs"
    "aaaaaaaceeeeiiii"
    "dnooooo/ouuuuyty"
    "AaAaAaCcCcCcCcDd"
    "DdEeEeEeEeEeGgGg"
    "GgGgHhHhIiIiIiIi"
    "IiIiJjKkkLlLlLlL"
    "lLlNnNnNnnNnOoOo"
    "OoOoRrRrRrSsSsSs"
    "SsTtTtTtUuUuUuUu"
    "UuUuWwYyYZzZzZzs";
static_assert(plain_letters.size() == 0x180 - first_letter);

}  // namespace

std::string drawable_text(std::string_view text) {
  constexpr char32_t first_accent = 0x300;
  constexpr char32_t last_accent = 0x36F;
  std::string plain;
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    text.remove_prefix(point.length);
    // An accent of its own belongs to the letter before.
    if (point.value >= first_accent && point.value <= last_accent) continue;
    if (point.value >= ' ' && point.value <= '~') {
      plain += static_cast<char>(point.value);
    } else if (point.value >= first_letter && point.value < first_letter + plain_letters.size()) {
      plain += plain_letters[static_cast<std::size_t>(point.value - first_letter)];
    } else {
      plain += '?';
    }
  }
  return plain;
}

}  // namespace mien
