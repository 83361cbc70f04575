#pragma once

#include <string_view>

namespace mien {

/// Says of a file with a network or its weights why it cannot be taken.
/// @throws Error (ErrorCode::model)
[[noreturn]] void refuse_model(std::string_view name, std::string_view message);

/// As above, with what was expected of the file and what was found.
[[noreturn]] void refuse_model(std::string_view name, std::string_view expected,
                               std::string_view actual);

}  // namespace mien
