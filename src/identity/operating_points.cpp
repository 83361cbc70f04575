#include "mien/identity/operating_points.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "core/thread_pool.h"
#include "identity/exact_search.h"
#include "identity/person_shares.h"
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

std::vector<OperatingPoint> operating_points(std::span<const float> genuine,
                                             std::span<const float> impostor,
                                             std::span<const double> false_accepts) {
  const std::vector<float> same = sorted(genuine, "one person");
  const std::vector<float> different = sorted(impostor, "different people");
  std::vector<OperatingPoint> points;
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
    OperatingPoint& point = points.emplace_back();
    point.distance = threshold;
    point.false_accepts = share_within(different, threshold);
    point.true_accepts = share_within(same, threshold);
    point.genuine_pairs = static_cast<std::int64_t>(same.size());
    point.impostor_pairs = static_cast<std::int64_t>(different.size());
  }
  return points;
}

std::vector<OperatingPoint> operating_points(const Gallery& gallery,
                                             std::span<const double> false_accepts, int threads,
                                             const std::function<void(std::size_t)>& progress) {
  const std::vector<GalleryEntry>& entries = gallery.entries();
  std::vector<float> genuine;
  std::vector<float> impostor;
  ThreadPool pool(threads);
  std::size_t last = 0;
  for_near_pairs(gallery, 2, pool, [&](std::size_t a, std::size_t b, float distance) {
    (entries[a].person == entries[b].person ? genuine : impostor).push_back(distance);
    if (progress && a != last) progress(last = a);
  });
  std::vector<OperatingPoint> points = operating_points(genuine, impostor, false_accepts);
  if (points.empty()) return points;
  // The pairs are gone through again rather than kept with the people that each is of.
  std::vector<std::string> people;
  people.reserve(entries.size());
  for (const GalleryEntry& entry : entries) people.push_back(entry.person);
  std::vector<double> distances;
  distances.reserve(points.size());
  for (const OperatingPoint& point : points) distances.push_back(point.distance);
  PersonShares shares(people, distances);
  const auto farthest = static_cast<float>(*std::ranges::max_element(distances));
  for_near_pairs(gallery, farthest, pool,
                 [&](std::size_t a, std::size_t b, float distance) { shares.add(a, b, distance); });
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i].false_accepts_by_person = shares.false_accepts(i);
    points[i].true_accepts_by_person = shares.true_accepts(i);
  }
  return points;
}

}  // namespace mien
