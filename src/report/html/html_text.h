#pragma once

#include <string>
#include <string_view>

#include "core/counted.h"
#include "report/palette.h"

namespace mien {

/// Text for an element or a quoted attribute: &, <, >, " and ' as entities, and control characters,
/// bytes that are not UTF-8 and characters that turn the direction of text as escapes.
[[nodiscard]] std::string html_text(std::string_view text);

/// A colour as "#rrggbb".
[[nodiscard]] std::string css_colour(Colour colour);

}  // namespace mien
