#pragma once

#include <string_view>

namespace mien::models {

/// The text of models/catalogue.json, put into the library at build time.
[[nodiscard]] std::string_view builtin_catalogue();

}  // namespace mien::models
