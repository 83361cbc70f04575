#include "report/display_text.h"

#include <algorithm>
#include <clocale>
#include <cstddef>
#include <cwchar>

#include "core/utf8.h"

namespace mien {

namespace {

// The widths of wcwidth depend on the locale, which belongs to the program that uses the library.
class Utf8Locale {
 public:
  Utf8Locale() {
    if (locale() != nullptr) previous_ = uselocale(locale());
  }
  ~Utf8Locale() {
    if (locale() != nullptr) uselocale(previous_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

  [[nodiscard]] int width(char32_t c) const {
    if (c < 0x7F) return c < 0x20 ? -1 : 1;
    return locale() == nullptr ? 1 : ::wcwidth(static_cast<wchar_t>(c));
  }

 private:
  // Made once, since that reads files.
  static locale_t locale() {
    static const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return utf8;
  }

  locale_t previous_ = nullptr;
};

struct Cell {
  std::string_view bytes;
  int width;
};

std::vector<Cell> cells(std::string_view text) {
  const Utf8Locale locale;
  std::vector<Cell> result;
  while (!text.empty()) {
    const CodePoint next = decode_utf8(text);
    result.push_back({text.substr(0, next.length), std::max(locale.width(next.value), 0)});
    text.remove_prefix(next.length);
  }
  return result;
}

}  // namespace

int display_width(std::string_view text) {
  int width = 0;
  for (const Cell& cell : cells(text)) width += cell.width;
  return width;
}

std::string shorten_middle(std::string_view text, int width) {
  const std::vector<Cell> all = cells(text);
  int total = 0;
  for (const Cell& cell : all) total += cell.width;
  if (total <= width) return std::string(text);
  if (width < 1) return {};
  // The end holds the name and its extension, so it gets the larger part.
  const int head_width = (width - 1) * 2 / 5;
  const int tail_width = width - 1 - head_width;
  std::string head;
  int used = 0;
  for (const Cell& cell : all) {
    if (used + cell.width > head_width) break;
    used += cell.width;
    head += cell.bytes;
  }
  std::size_t first = all.size();
  used = 0;
  while (first > 0 && used + all[first - 1].width <= tail_width) used += all[--first].width;
  // A combining mark must not join the dots.
  while (first < all.size() && all[first].width == 0) ++first;
  std::string tail;
  for (; first < all.size(); ++first) tail += all[first].bytes;
  return head + "…" + tail;
}

std::string pad_right(std::string text, int width) {
  const int missing = width - display_width(text);
  if (missing > 0) text.append(static_cast<std::size_t>(missing), ' ');
  return text;
}

std::string pad_left(std::string text, int width) {
  const int missing = width - display_width(text);
  if (missing > 0) text.insert(0, static_cast<std::size_t>(missing), ' ');
  return text;
}

std::vector<std::string> wrap(std::string_view text, int width) {
  const std::vector<Cell> all = cells(text);
  std::vector<std::string> lines;
  std::size_t start = 0;
  while (start < all.size()) {
    std::size_t end = start;
    std::size_t last_space = start;
    int used = 0;
    while (end < all.size() && (end == start || used + all[end].width <= width)) {
      if (all[end].bytes == " ") last_space = end;
      used += all[end++].width;
    }
    const bool cut_at_space = end < all.size() && last_space > start && all[end].bytes != " ";
    if (cut_at_space) end = last_space;
    std::string line;
    for (std::size_t i = start; i < end; ++i) line += all[i].bytes;
    lines.push_back(std::move(line));
    start = end;
    while (start < all.size() && all[start].bytes == " ") ++start;
  }
  return lines;
}

}  // namespace mien
