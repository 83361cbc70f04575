#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string_view>

#include "mien/core/error.h"

namespace mien {

/// @throws Error (ErrorCode::input) if the time of a frame is not finite or before `last`
inline void check_time(std::string_view caller, double seconds, double last) {
  if (std::isfinite(seconds) && seconds >= last) return;
  throw Error(ErrorCode::input,
              fmt::format("{}: expected a frame at {} s or later, found one at {} s", caller, last,
                          seconds));
}

}  // namespace mien
