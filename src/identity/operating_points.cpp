#include "mien/identity/operating_points.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "mien/core/error.h"

namespace mien {

namespace {

constexpr double step = 1e-4;

std::vector<float> sorted(std::span<const float> distances, std::string_view kind) {
  if (distances.empty()) {
    throw Error(ErrorCode::input, fmt::format("expected pairs of {}, found none", kind));
  }
  for (const float distance : distances) {
    if (distance >= 0 && distance <= 2) continue;
    throw Error(
        ErrorCode::input,
        fmt::format("expected distances of 0 to 2, found {} for a pair of {}", distance, kind));
  }
  std::vector<float> result(distances.begin(), distances.end());
  std::ranges::sort(result);
  return result;
}

double share_within(const std::vector<float>& distances, double threshold) {
  const auto end =
      std::ranges::upper_bound(distances, threshold, {}, [](float value) { return double{value}; });
  return static_cast<double>(end - distances.begin()) / static_cast<double>(distances.size());
}

/// The largest multiple of `step` that accepts at most so many of the impostors.
double threshold_for(const std::vector<float>& impostor, std::size_t most) {
  if (most >= impostor.size()) return 2;
  const double first_refused = impostor[most];
  double steps = std::floor(first_refused / step);
  if (steps * step >= first_refused) steps -= 1;
  return std::max(0.0, steps) * step;
}

}  // namespace

std::vector<DistanceThreshold> operating_points(std::span<const float> genuine,
                                                std::span<const float> impostor,
                                                std::span<const double> false_accepts) {
  const std::vector<float> same = sorted(genuine, "one person");
  const std::vector<float> different = sorted(impostor, "different people");
  std::vector<DistanceThreshold> points;
  for (const double share : false_accepts) {
    if (!(share > 0 && share < 1)) {
      throw Error(
          ErrorCode::usage,
          fmt::format("share of false accepts: expected above 0 and below 1, found {}", share));
    }
    // A share such as 0.1 times 10 must be 1, not a little less.
    const double pairs = share * static_cast<double>(different.size()) + 1e-9;
    if (pairs < 1) continue;
    const double threshold = threshold_for(different, static_cast<std::size_t>(pairs));
    points.push_back({threshold, share_within(different, threshold), share_within(same, threshold),
                      static_cast<std::int64_t>(same.size()),
                      static_cast<std::int64_t>(different.size())});
  }
  return points;
}

}  // namespace mien
