#pragma once

#include <string>
#include <string_view>

namespace mien {

/// Text as a CSV field: quoted where needed (RFC 4180), what is not UTF-8 (and NUL) as U+FFFD.
[[nodiscard]] std::string csv_field(std::string_view text);

/// Text as a CSV field that no spreadsheet takes for a formula: an apostrophe goes before =, +, -,
/// @, tab and carriage return at the start.
[[nodiscard]] std::string csv_text(std::string_view text);

/// A file name as a CSV field that no spreadsheet takes for a formula. Such a name is relative, so
/// ./ before it names the same file. "-" (standard input) stays as it is.
[[nodiscard]] std::string csv_file_name(std::string_view name);

}  // namespace mien
