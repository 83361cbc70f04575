#pragma once

#include <nlohmann/json.hpp>

#include "mien/core/left_out.h"

namespace mien {

/// What was left out, an object a group: reason, format (only where that is the reason), count and
/// the first few paths as UTF-8.
[[nodiscard]] nlohmann::ordered_json left_out_json(const LeftOut& left_out);

}  // namespace mien
