#pragma once

#include <string>
#include <vector>

namespace mien {

/// A time in a clip: "3.2 s" below a minute, "12:03" from then on, "1:02:03" from an hour on.
/// @param decimals behind the seconds, also of longer times
[[nodiscard]] std::string time_text(double seconds, int decimals = 0);

/// Times along an axis.
struct TimeTicks {
  std::vector<double> values;
  int decimals = 0;  ///< that tell them apart
};

/// Round times (whole seconds, minutes and hours as clocks have them) from `low` to `high`, at most
/// `count` + 1 of them; both finite, low <= high.
[[nodiscard]] TimeTicks time_ticks(double low, double high, int count);

}  // namespace mien
