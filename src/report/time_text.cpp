#include "report/time_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace mien {

namespace {

constexpr std::array<double, 19> steps = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1,   2,    5,   10,
                                          15,   30,   60,   120, 300, 600, 900, 1800, 3600};

}  // namespace

std::string time_text(double seconds, int decimals) {
  if (!std::isfinite(seconds) || std::abs(seconds) > 1e12) return "?";
  const double unit = std::pow(10.0, decimals);
  const double rounded = std::round(std::abs(seconds) * unit) / unit;
  const char* sign = seconds < 0 && rounded > 0 ? "-" : "";
  if (rounded < 60) return fmt::format("{}{:.{}f} s", sign, rounded, decimals);
  const auto minutes = static_cast<long long>(rounded / 60);
  const double rest = std::max(0.0, rounded - 60.0 * static_cast<double>(minutes));
  const std::string tail =
      fmt::format("{:0{}.{}f}", rest, decimals == 0 ? 2 : 3 + decimals, decimals);
  if (minutes < 60) return fmt::format("{}{}:{}", sign, minutes, tail);
  return fmt::format("{}{}:{:02}:{}", sign, minutes / 60, minutes % 60, tail);
}

TimeTicks time_ticks(double low, double high, int count) {
  const double least = (high - low) / std::max(count, 1);
  double step = steps.back();
  for (const double candidate : steps) {
    if (candidate < least) continue;
    step = candidate;
    break;
  }
  while (step < least) step *= 2;
  TimeTicks ticks;
  ticks.decimals = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  // A whole number of steps, since sums of fractions drift.
  const double first = std::ceil(low / step - 1e-9);
  for (double i = first; i * step <= high + 1e-9 * step && ticks.values.size() < 1000; ++i)
    ticks.values.push_back(i * step);
  return ticks;
}

}  // namespace mien
