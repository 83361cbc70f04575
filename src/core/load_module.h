#pragma once

#include <string>
#include <string_view>

namespace mien {

/// Loads a module and finds what it exports. A module is a shared library that is loaded only when
/// it is needed. It stands in the folder "mien" beside libmien, or, in a build folder, beside it.
/// A module stays loaded.
/// @param file its name
/// @param purpose what is to be done with it, for messages: "read clips"
/// @throws Error (ErrorCode::setup) if there is none, or none of this build.
[[nodiscard]] void* load_symbol(const std::string& file, const char* symbol,
                                std::string_view purpose);

}  // namespace mien
