#include "report/plots/ticks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace mien {

namespace {

constexpr int most_decimals = 6;
constexpr double largest_plain = 1e6;
constexpr double smallest_size = 1e-280;  // data of less are taken for 0

double round_step(double step) {
  const double power = std::pow(10, std::floor(std::log10(step)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= step * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

}  // namespace

bool is_drawable(double value) { return std::abs(value) <= 1e300; }

Ticks ticks_for(double low, double high, int count) {
  const double size = std::max(std::abs(low), std::abs(high));
  // Ticks closer together would not differ in the double's digits.
  if (high - low <= std::max(size, smallest_size) * 1e-9) {
    const double middle = low;
    const double half = size <= smallest_size ? 0.5 : size / 2;
    low = middle - half;
    high = middle + half;
  }
  const double step = round_step((high - low) / std::max(1, count));
  const double first = std::floor(low / step + 1e-9);
  const double last = std::ceil(high / step - 1e-9);
  Ticks ticks;
  const auto steps = static_cast<int>(last - first);
  ticks.values.reserve(static_cast<std::size_t>(steps) + 1);
  for (int i = 0; i <= steps; ++i) ticks.values.push_back((first + i) * step);
  ticks.decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 300);
  ticks.low = ticks.values.front();
  ticks.high = ticks.values.back();
  return ticks;
}

std::string tick_text(double value, int decimals) {
  if (std::abs(value) >= largest_plain || decimals > most_decimals)
    return fmt::format("{:.4g}", value);
  const std::string text = fmt::format("{:.{}f}", value, decimals);
  return text.find_first_not_of("-0.") == std::string::npos ? fmt::format("{:.{}f}", 0.0, decimals)
                                                            : text;
}

}  // namespace mien
