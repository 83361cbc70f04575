#include "eval/bootstrap.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "core/random.h"
#include "mien/core/error.h"

namespace mien::eval {

namespace {

/// The same groups, numbered from 0 by their first sample.
std::vector<std::size_t> numbered(std::span<const std::size_t> groups, std::size_t samples) {
  std::vector<std::size_t> result(samples);
  std::unordered_map<std::size_t, std::size_t> numbers;
  for (std::size_t i = 0; i < samples; ++i) {
    result[i] = groups.empty() ? i : numbers.emplace(groups[i], numbers.size()).first->second;
  }
  return result;
}

/// The value below which a share of sorted values lies, between two of them by their distance.
double quantile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], position - static_cast<double>(below));
}

void check_resampling(std::size_t samples, std::span<const std::size_t> groups,
                      const BootstrapOptions& options) {
  if (!(options.level > 0 && options.level < 1)) {
    throw Error(
        ErrorCode::usage,
        fmt::format("bootstrap: expected a level between 0 and 1, found {}", options.level));
  }
  if (!groups.empty() && groups.size() != samples) {
    throw Error(ErrorCode::usage,
                fmt::format("bootstrap: expected a group for each of {} samples, found {}", samples,
                            groups.size()));
  }
}

}  // namespace

std::vector<Interval> bootstrap(std::size_t samples, std::span<const std::size_t> groups,
                                const ResampledScores& scores, const BootstrapOptions& options) {
  check_resampling(samples, groups, options);
  std::vector<std::uint32_t> times(samples, 1);
  std::vector<std::vector<double>> resampled(scores(times).size());
  const std::vector<std::size_t> group = numbered(groups, samples);
  const std::size_t count = samples == 0 ? 0 : *std::ranges::max_element(group) + 1;
  std::vector<std::uint32_t> drawn(count);
  for (std::size_t resample = 0; resample < options.resamples && samples > 0; ++resample) {
    Random random{options.seed, resample};
    std::ranges::fill(drawn, 0U);
    for (std::size_t i = 0; i < count; ++i) ++drawn[random.below(count)];
    for (std::size_t i = 0; i < samples; ++i) times[i] = drawn[group[i]];
    const std::vector<double> values = scores(times);
    for (std::size_t i = 0; i < resampled.size(); ++i) {
      if (std::isfinite(values[i])) resampled[i].push_back(values[i]);
    }
  }
  std::vector<Interval> intervals(resampled.size());
  for (std::size_t i = 0; i < resampled.size(); ++i) {
    if (resampled[i].empty()) continue;
    std::ranges::sort(resampled[i]);
    const double outside = (1 - options.level) / 2;
    intervals[i] = {quantile(resampled[i], outside), quantile(resampled[i], 1 - outside)};
  }
  return intervals;
}

}  // namespace mien::eval
