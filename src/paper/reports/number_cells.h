#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "eval/bootstrap.h"

namespace mien::paper {

using Json = nlohmann::ordered_json;

/// The number, or null if it is not finite.
[[nodiscard]] Json number_json(double value);

/// [low, high], or null where there is no interval.
[[nodiscard]] Json interval_json(const eval::Interval& interval);

/// A share in percent without the sign; "-" if it is not finite.
[[nodiscard]] std::string percent_text(double share, int decimals);

}  // namespace mien::paper
