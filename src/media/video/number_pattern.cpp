#include "media/video/number_pattern.h"

#include <algorithm>

namespace mien::media {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The digits at the front of `text`, without leading zeros; they are cut off.
std::string_view take_number(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_digit);
  std::string_view number = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(number.size());
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}

}  // namespace

std::optional<NumberPattern> number_pattern(std::string_view name) {
  const std::size_t percent = name.find('%');
  if (percent == std::string_view::npos) return std::nullopt;
  std::string_view rest = name.substr(percent + 1);
  std::size_t digits = 1;
  if (rest.size() >= 3 && rest[0] == '0' && is_digit(rest[1]) && rest[1] != '0') {
    digits = static_cast<std::size_t>(rest[1] - '0');
    rest.remove_prefix(2);
  }
  if (!rest.starts_with('d')) return std::nullopt;
  rest.remove_prefix(1);
  if (rest.find('%') != std::string_view::npos) return std::nullopt;
  return NumberPattern{std::string(name.substr(0, percent)), std::string(rest), digits};
}

bool matches(const NumberPattern& pattern, std::string_view name) {
  if (name.size() < pattern.before.size() + pattern.digits + pattern.after.size() ||
      !name.starts_with(pattern.before) || !name.ends_with(pattern.after)) {
    return false;
  }
  name.remove_prefix(pattern.before.size());
  name.remove_suffix(pattern.after.size());
  return std::ranges::all_of(name, is_digit);
}

bool natural_less(std::string_view a, std::string_view b) {
  const std::string_view whole_a = a;
  const std::string_view whole_b = b;
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const std::string_view first = take_number(a);
      const std::string_view second = take_number(b);
      if (first.size() != second.size()) return first.size() < second.size();
      if (first != second) return first < second;
      continue;
    }
    if (a.front() != b.front()) {
      return static_cast<unsigned char>(a.front()) < static_cast<unsigned char>(b.front());
    }
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  if (a.empty() != b.empty()) return a.empty();
  return whole_a < whole_b;
}

}  // namespace mien::media
