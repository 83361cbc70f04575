#include "quant/ranges.h"

#include <algorithm>
#include <cmath>

namespace mien::quant {

namespace {

Range with_zero(const Range& range) {
  return {std::min(range.low, 0.0F), std::max(range.high, 0.0F)};
}

Range percentile_range(const Histogram& histogram, double percentile) {
  const std::span<const std::uint64_t> counts = histogram.counts();
  const double cut = (1 - percentile / 100) / 2 * static_cast<double>(histogram.total());
  const double half = (histogram.middle(1) - histogram.middle(0)) / 2;
  Range range = histogram.range();
  double sum = 0;
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    sum += static_cast<double>(counts[bin]);
    if (sum > cut) {
      range.low = std::max(range.low, static_cast<float>(histogram.middle(bin) - half));
      break;
    }
  }
  sum = 0;
  for (std::size_t bin = counts.size(); bin-- > 0;) {
    sum += static_cast<double>(counts[bin]);
    if (sum > cut) {
      range.high = std::min(range.high, static_cast<float>(histogram.middle(bin) + half));
      break;
    }
  }
  return with_zero(range);
}

Range least_error_range(const Histogram& histogram) {
  constexpr int finest = 100;
  constexpr int smallest = 20;
  const Range whole = with_zero(histogram.range());
  Range best = whole;
  double least = squared_error(histogram, whole);
  for (int percent = smallest; percent < finest; ++percent) {
    const float share = static_cast<float>(percent) / finest;
    const Range range{whole.low * share, whole.high * share};
    const double error = squared_error(histogram, range);
    if (error < least) {
      least = error;
      best = range;
    }
  }
  return best;
}

}  // namespace

Affine affine_of(const Range& range) {
  const Range wide = with_zero(range);
  const float scale = (wide.high - wide.low) / byte_steps;
  // Of a tensor that is always 0 any scale will do; a denormal one would make products vanish.
  if (!(scale > std::numeric_limits<float>::min())) return {1, 0};
  return {scale,
          static_cast<std::uint8_t>(std::clamp(std::round(-wide.low / scale), 0.0F, byte_steps))};
}

Histogram::Histogram(const Range& range) : range_(with_zero(range)), counts_(bins, 0) {
  width_ = (static_cast<double>(range_.high) - range_.low) / static_cast<double>(bins);
}

void Histogram::add(std::span<const float> values) {
  const double low = range_.low;
  const double factor = width_ > 0 ? 1 / width_ : 0;
  constexpr auto last = static_cast<double>(bins - 1);
  for (const float value : values) {
    if (value == 0) continue;
    ++counts_[static_cast<std::size_t>(std::clamp((value - low) * factor, 0.0, last))];
  }
  total_ += values.size();
}

double Histogram::middle(std::size_t bin) const {
  return range_.low + (static_cast<double>(bin) + 0.5) * width_;
}

Range choose_range(const Histogram& histogram, RangeRule rule, double percentile) {
  if (rule == RangeRule::percentile) return percentile_range(histogram, percentile);
  if (rule == RangeRule::mse) return least_error_range(histogram);
  return with_zero(histogram.range());
}

double squared_error(const Histogram& histogram, const Range& range) {
  const std::span<const std::uint64_t> counts = histogram.counts();
  if (histogram.total() == 0) return 0;
  const double step = (static_cast<double>(range.high) - range.low) / byte_steps;
  const double rounding = step * step / 12;  // of values spread evenly over a step
  double sum = 0;
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    const double value = histogram.middle(bin);
    const double beyond =
        std::max({0.0, value - static_cast<double>(range.high), range.low - value});
    sum += static_cast<double>(counts[bin]) * (beyond > 0 ? beyond * beyond : rounding);
  }
  return sum / static_cast<double>(histogram.total());
}

}  // namespace mien::quant
