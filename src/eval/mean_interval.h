#pragma once

#include <span>

#include "eval/bootstrap.h"

namespace mien::eval {

/// The interval that holds the mean of repetitions with 95 % confidence, by Student's t. It is
/// their mean plus and minus t times their standard deviation over the root of the count. The
/// standard deviation is divided by count - 1.
/// @return not numbers for less than two values
[[nodiscard]] Interval mean_interval(std::span<const double> values);

}  // namespace mien::eval
