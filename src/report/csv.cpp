#include "report/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/utf8.h"

namespace mien {

namespace {

bool looks_like_formula(std::string_view text) {
  // The last four are the full-width forms, which some spreadsheets take for the narrow ones.
  static constexpr std::array<std::string_view, 10> starts = {"=",  "+",  "-",  "@",  "\t",
                                                              "\r", "＝", "＋", "－", "＠"};
  return std::ranges::any_of(starts, [&](std::string_view s) { return text.starts_with(s); });
}

}  // namespace

std::string csv_field(std::string_view text) {
  std::string clean;
  bool quote = text.starts_with(' ') || text.ends_with(' ');
  for (const char c : to_utf8(text)) {
    // A semicolon or tab separates fields in some countries' spreadsheets.
    quote = quote || std::string_view(",;\t\"\r\n").find(c) != std::string_view::npos;
    if (c == '"') clean += '"';
    if (c == '\0') {
      clean += "\uFFFD";
    } else {
      clean += c;
    }
  }
  return quote ? fmt::format("\"{}\"", clean) : clean;
}

std::string csv_text(std::string_view text) {
  return csv_field(fmt::format("{}{}", looks_like_formula(text) ? "'" : "", text));
}

std::string csv_file_name(std::string_view name) {
  const bool risky = name != "-" && looks_like_formula(name);
  return csv_field(fmt::format("{}{}", risky ? "./" : "", name));
}

}  // namespace mien
