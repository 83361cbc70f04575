#pragma once

#include <string>
#include <string_view>

#include "core/json_reader.h"

namespace mien::train {

/// TOML as the same values in JSON.
/// @throws Error (ErrorCode::usage) with the line of what is no TOML, or a date, which JSON lacks
[[nodiscard]] JsonReader::Json parse_toml(std::string_view text, std::string_view name);

/// An object as TOML.
[[nodiscard]] std::string format_toml(const JsonReader::Json& object);

}  // namespace mien::train
