#pragma once

#include <numbers>

namespace mien {

/// Degrees of a radian.
inline constexpr double degrees = 180 / std::numbers::pi;

}  // namespace mien
