#include "cli/identity/gallery_warnings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/console.h"
#include "core/printable.h"
#include "core/thread_pool.h"
#include "identity/exact_search.h"
#include "report/values.h"

namespace mien::cli {

namespace {

// One of ten photos of LFW is below this quality; docs/guides/identity.md has what that means.
constexpr float least_quality = 2.7F;
constexpr float most_yaw = 45;
constexpr std::size_t most_compared_faces = 20'000;  // all pairs of more take minutes
constexpr std::size_t most_lines = 10;

/// The distance of the strictest operating point; 0 if there is none.
float strictest(const ModelMetadata& model) {
  const auto head = std::ranges::find(model.heads, HeadKind::identity, &HeadSpec::kind);
  if (head == model.heads.end() || head->operating_points.empty()) return 0;
  const auto point =
      std::ranges::min_element(head->operating_points, {}, &OperatingPoint::distance);
  return static_cast<float>(point->distance);
}

}  // namespace

std::optional<std::string> why_poor(const Face& face) {
  if (face.quality && *face.quality < least_quality) {
    return fmt::format("quality {}", fixed(*face.quality, quality_decimals));
  }
  if (face.pose && std::abs(face.pose->yaw) > most_yaw) {
    return fmt::format("turned by {} degrees", fixed(std::abs(face.pose->yaw), 0));
  }
  return std::nullopt;
}

std::vector<std::string> shared_faces(const Gallery& gallery, const ModelMetadata& model,
                                      std::size_t first, int threads) {
  const float distance = strictest(model);
  if (!(distance > 0) || gallery.size() > most_compared_faces) return {};
  struct Pair {
    float distance;
    std::size_t a;
    std::size_t b;
  };
  std::map<std::pair<std::string, std::string>, Pair> nearest;
  ThreadPool pool(threads);
  const std::vector<GalleryEntry>& entries = gallery.entries();
  for_near_pairs(gallery, distance, pool, [&](std::size_t a, std::size_t b, float pair_distance) {
    if (std::max(a, b) < first || entries[a].person == entries[b].person) return;
    const auto names = std::minmax(entries[a].person, entries[b].person);
    const auto [at, fresh] =
        nearest.try_emplace({names.first, names.second}, Pair{pair_distance, a, b});
    if (!fresh && pair_distance < at->second.distance) at->second = {pair_distance, a, b};
  });
  std::vector<Pair> pairs;
  pairs.reserve(nearest.size());
  for (const auto& [names, pair] : nearest) pairs.push_back(pair);
  std::ranges::stable_sort(pairs, {}, &Pair::distance);
  std::vector<std::string> sentences;
  sentences.reserve(pairs.size());
  for (const Pair& pair : pairs) {
    sentences.push_back(fmt::format("{} ({}) and {} ({}) look like one person: distance {:.4f}",
                                    entries[pair.a].person, entries[pair.a].photo,
                                    entries[pair.b].person, entries[pair.b].photo, pair.distance));
  }
  return sentences;
}

void print_warnings(const std::vector<std::string>& warnings) {
  for (std::size_t i = 0; i < std::min(warnings.size(), most_lines); ++i) {
    say(fmt::format("mien: {}\n", printable(warnings[i])));
  }
  if (warnings.size() > most_lines) {
    say(fmt::format("mien: and {} more such\n", warnings.size() - most_lines));
  }
}

}  // namespace mien::cli
