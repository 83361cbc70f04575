#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mien::media {

/// A file name with a number in it: "shot%04d.png".
struct NumberPattern {
  std::string before;
  std::string after;
  std::size_t digits = 1;  ///< least
};

/// Reads a pattern with one %d or %0Nd, N 1 to 9; nothing if `name` is none.
[[nodiscard]] std::optional<NumberPattern> number_pattern(std::string_view name);

[[nodiscard]] bool matches(const NumberPattern& pattern, std::string_view name);

/// Natural order: runs of digits count as numbers, so that "2.png" comes before "10.png"; names
/// that differ in leading zeros alone are ordered by their bytes.
[[nodiscard]] bool natural_less(std::string_view a, std::string_view b);

}  // namespace mien::media
