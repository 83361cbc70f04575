#pragma once

#include <string>
#include <string_view>

namespace mien {

/// A text in the letters that the fonts of marked pictures have, which are those of ASCII: European
/// letters lose their accents, and for each other character there is a "?".
[[nodiscard]] std::string drawable_text(std::string_view text);

}  // namespace mien
