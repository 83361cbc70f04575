#pragma once

#include <optional>
#include <string_view>

#include "dataset/targets.h"

namespace mien::dataset {

/// Ages from `first` to `last`, both included, in years.
struct AgeInterval {
  int first = 0;
  int last = 0;
  friend bool operator==(const AgeInterval&, const AgeInterval&) = default;
};

/// The last year of an interval that is open above.
inline constexpr int oldest_age = 150;

/// Reads "34", "20-29", "70+" or "more than 70", which means 70 and over as FairFace's does.
/// Nothing for another text, an interval that ends before it starts, or an age over `oldest_age`.
[[nodiscard]] std::optional<AgeInterval> parse_ages(std::string_view text);

/// 1 for each age of the head that lies in the interval, else 0.
/// @param clamp an interval wholly outside the head's ages becomes the head's nearest age
/// @return empty if it is outside and `clamp` is false
[[nodiscard]] Target target_of_ages(const AgeInterval& ages, const TargetHead& head, bool clamp);

}  // namespace mien::dataset
