#pragma once

#include <optional>
#include <span>
#include <string>

namespace mien {

/// A value with its confidence interval, if it has one.
struct Bar {
  std::string name;
  double value = 0;  ///< not finite or beyond 1e300: there is none
  std::optional<double> low{};
  std::optional<double> high{};
  bool pale = false;    ///< drawn back, as one to compare with
  std::string group{};  ///< a heading above it, where the bar before has another one
};

struct BarsOptions {
  std::string title;
  std::string value_label;  ///< of the axis, such as "accuracy (%)"
  int decimals = 1;         ///< of the values that are written, 0 to 10
  int width = 720;          ///< pixels, 320 to 10000
};

/// Draws horizontal bars from 0, one below the other, as SVG for light and dark surroundings. A
/// whisker marks the interval; value and interval are also written.
/// @throws Error (ErrorCode::usage) if there are more than 1000 bars or an option is out of range.
/// Also if an end of an interval is not finite or on the wrong side of the value.
[[nodiscard]] std::string plot_bars(std::span<const Bar> bars, const BarsOptions& options);

}  // namespace mien
