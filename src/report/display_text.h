#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/printable.h"

namespace mien {

/// Columns that UTF-8 text takes on a terminal: 2 for wide characters, 0 for combining ones.
[[nodiscard]] int display_width(std::string_view text);

/// The text if it takes at most `width` columns, else its start and its end with … between.
[[nodiscard]] std::string shorten_middle(std::string_view text, int width);

/// The text with spaces behind (or before) it, `width` columns or more.
[[nodiscard]] std::string pad_right(std::string text, int width);
[[nodiscard]] std::string pad_left(std::string text, int width);

/// The text in lines of at most `width` columns, cut at spaces where there are any.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, int width);

}  // namespace mien
