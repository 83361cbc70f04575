#pragma once

#include <fmt/format.h>

#include <string_view>

#include "mien/core/error.h"

namespace mien::dataset {

/// From `low` to `high`.
struct Range {
  double low = 0;
  double high = 0;
};

/// @throws Error (ErrorCode::usage) that names `option` unless least <= value <= most.
inline void check_option(std::string_view option, double value, double least, double most) {
  if (value >= least && value <= most) return;
  throw Error(ErrorCode::usage, fmt::format("{}: expected a number from {} to {}, found {}", option,
                                            least, most, value));
}

/// @throws Error (ErrorCode::usage) that names `option` unless least <= low <= high <= most.
inline void check_option(std::string_view option, const Range& range, double least, double most) {
  if (range.low >= least && range.low <= range.high && range.high <= most) return;
  throw Error(ErrorCode::usage, fmt::format("{}: expected {} <= low <= high <= {}, found {} to {}",
                                            option, least, most, range.low, range.high));
}

}  // namespace mien::dataset
