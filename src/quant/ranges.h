#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace mien::quant {

/// The values that a tensor takes. Outside it they are cut off.
struct Range {
  float low = 0;
  float high = 0;

  friend bool operator==(const Range&, const Range&) = default;
};

/// How a range is chosen from the values that were seen.
enum class RangeRule {
  min_max,     ///< all of them
  percentile,  ///< without a small share at either end
  mse,         ///< the one with the least mean squared error of rounding and cutting off
};

/// Unsigned 8-bit numbers for the values of a range: value = scale (number - zero).
struct Affine {
  float scale = 1;
  std::uint8_t zero = 0;

  friend bool operator==(const Affine&, const Affine&) = default;
};

/// Steps from the least 8-bit number to the greatest.
inline constexpr float byte_steps = 255;

/// The numbers for a range, widened to hold 0, which one of them stands for exactly: convolutions
/// pad with it.
[[nodiscard]] Affine affine_of(const Range& range);

/// How often values of a tensor fall into equal parts of its range.
class Histogram {
 public:
  static constexpr std::size_t bins = 4096;

  /// @param range finite, all values lie in it; others count for its ends
  explicit Histogram(const Range& range);

  void add(std::span<const float> values);

  [[nodiscard]] const Range& range() const { return range_; }
  [[nodiscard]] std::uint64_t total() const { return total_; }
  /// Values that are not exactly 0, by part of the range; zeros have no error of rounding.
  [[nodiscard]] std::span<const std::uint64_t> counts() const { return counts_; }
  /// The middle of a part.
  [[nodiscard]] double middle(std::size_t bin) const;

 private:
  Range range_;
  double width_ = 0;
  std::uint64_t total_ = 0;
  std::vector<std::uint64_t> counts_;
};

/// Chooses a range; it holds 0 and nothing that the histogram's range does not, but for 0.
/// @param percentile of `RangeRule::percentile`: percent of all values that the range holds at
/// least, half of the others below it and half above; 50 to 100
[[nodiscard]] Range choose_range(const Histogram& histogram, RangeRule rule, double percentile);

/// Mean squared error of values of the histogram when they are rounded to the numbers of a range.
[[nodiscard]] double squared_error(const Histogram& histogram, const Range& range);

}  // namespace mien::quant
