#pragma once

#include <string>
#include <vector>

namespace mien {

using TextRow = std::vector<std::string>;

/// Rows in columns as wide as their texts; the first is flush left, the others right.
[[nodiscard]] std::string text_table(const std::vector<TextRow>& rows);

}  // namespace mien
