#pragma once

#include <cstdint>
#include <span>

#include "dataset/intervals.h"

namespace mien::eval {

/// How far an estimate is from an age in years, or from an interval of ages: 20-29 is everything
/// from 20 on and below 30.
[[nodiscard]] double age_error(const dataset::AgeInterval& truth, double estimate);

/// Whether an estimate lies in an interval of ages, from `first` on and below `last` + 1.
[[nodiscard]] bool in_interval(const dataset::AgeInterval& truth, double estimate);

/// Mean of errors; not a number without any.
/// @param times how often each is counted
[[nodiscard]] double mean_error(std::span<const double> errors,
                                std::span<const std::uint32_t> times);

/// Share of the errors that are at most `years`, 0 to 1; not a number without any.
[[nodiscard]] double share_within(std::span<const double> errors,
                                  std::span<const std::uint32_t> times, double years);

}  // namespace mien::eval
