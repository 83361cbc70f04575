#pragma once

#include <span>

#include "eval/bootstrap.h"

namespace mien::eval {

/// The interval that holds the mean of repetitions with 95 % confidence, by Student's t: their mean
/// plus and minus t times their standard deviation (divided by count - 1) over the root of the
/// count.
/// @return not numbers for less than two values
[[nodiscard]] Interval mean_interval(std::span<const double> values);

}  // namespace mien::eval
