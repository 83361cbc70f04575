#pragma once

#include <string>
#include <string_view>

namespace mien {

/// Text that is safe to print on a terminal or a page. Control characters, bytes that are not UTF-8
/// and characters that change the direction of text become escapes such as \x1b or \u{202e}.
[[nodiscard]] std::string printable(std::string_view text);

/// The same of text of several lines: line ends stay.
[[nodiscard]] std::string printable_lines(std::string_view text);

}  // namespace mien
