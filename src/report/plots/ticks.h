#pragma once

#include <string>
#include <vector>

namespace mien {

/// Whether a value can be drawn: finite and no farther than 1e300 from 0, so that sums stay finite.
[[nodiscard]] bool is_drawable(double value);

/// Round numbers along an axis.
struct Ticks {
  std::vector<double> values;  ///< 1, 2 or 5 times a power of ten apart
  int decimals = 0;            ///< that tell them apart
  double low = 0;              ///< ends of the axis, at or outside of the data's
  double high = 1;
};

/// Ticks for data from `low` to `high`, both drawable, low <= high; about `count` of them. The axis
/// ends at the ticks around the data. A range of nothing is widened.
[[nodiscard]] Ticks ticks_for(double low, double high, int count);

/// A number with `decimals` digits after the point, or in short form if it is huge or tiny.
[[nodiscard]] std::string tick_text(double value, int decimals);

}  // namespace mien
