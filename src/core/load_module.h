#pragma once

#include <string>
#include <string_view>

namespace mien {

/// Loads a module, a shared library that stands beside libmien and is loaded only when it is
/// needed, and finds what it exports. A module stays loaded.
/// @param file its name
/// @param what is to be done with it, for messages: "read clips"
/// @throws Error (ErrorCode::setup) if there is none, or none of this build.
[[nodiscard]] void* load_symbol(const std::string& file, const char* symbol, std::string_view what);

}  // namespace mien
