#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

namespace mien::eval {

/// A confidence interval; not numbers where there is none.
struct Interval {
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
};

struct BootstrapOptions {
  std::size_t resamples = 1000;  ///< 0: no intervals
  double level = 0.95;           ///< between 0 and 1
  std::uint64_t seed = 0;
};

/// Scores of a resample, always as many.
/// @param times how often each sample was drawn
using ResampledScores = std::function<std::vector<double>(std::span<const std::uint32_t> times)>;

/// Percentile bootstrap (Efron 1979): draws as many samples as there are, with replacement, again
/// and again, and takes the middle part of the scores that come out. The same arguments give the
/// same intervals everywhere.
/// @param groups one a sample: samples of a group, such as those of a person, are drawn together,
/// as many groups as there are; empty: each by itself
/// @return an interval for each score; scores that are not a number in a resample are left out
/// @throws Error (ErrorCode::usage) if the level is out of range or the groups are not one a sample
[[nodiscard]] std::vector<Interval> bootstrap(std::size_t samples,
                                              std::span<const std::size_t> groups,
                                              const ResampledScores& scores,
                                              const BootstrapOptions& options = {});

}  // namespace mien::eval
