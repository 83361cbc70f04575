#include "cli/gallery_thresholds.h"

#include <fmt/format.h>

#include <cstdio>
#include <set>
#include <string_view>

#include "cli/identity_json.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/text_table.h"
#include "core/output_file.h"
#include "identity/exact_search.h"
#include "mien/core/error.h"
#include "mien/identity/operating_points.h"
#include "report/values.h"

namespace mien::cli {

namespace {

constexpr std::size_t most_faces = 20'000;  // whose pairs take 800 MB
constexpr double per_cent = 100;

struct Distances {
  std::vector<float> genuine;
  std::vector<float> impostor;
};

Distances all_distances(const Gallery& gallery, const ThresholdListing& listing) {
  const int threads = listing.threads > 0 ? listing.threads : available_processors();
  ThreadPool pool(threads);
  ProgressBar progress(gallery.size(), "faces", !listing.quiet);
  Distances distances;
  std::size_t last = 0;
  for_near_pairs(gallery, 2, pool, [&](std::size_t a, std::size_t b, float distance) {
    const auto& entries = gallery.entries();
    (entries[a].person == entries[b].person ? distances.genuine : distances.impostor)
        .push_back(distance);
    if (a != last) progress.update(last = a);
  });
  return distances;
}

std::string points_text(const std::vector<DistanceThreshold>& points, std::size_t faces,
                        std::size_t people) {
  std::string text =
      fmt::format("{} faces of {} people: {} pairs of one person, {} of different people\n", faces,
                  people, points.front().genuine, points.front().impostor);
  std::vector<TextRow> rows = {{"false accepts", "distance", "cosine", "true accepts"}};
  for (const DistanceThreshold& point : points) {
    rows.push_back({fmt::format("{:.4g} %", per_cent * point.false_accepts),
                    fixed(point.distance, 4), fixed(1 - point.distance * point.distance / 2, 4),
                    fmt::format("{:.1f} %", per_cent * point.true_accepts)});
  }
  return text + text_table(rows);
}

std::string points_json(const std::vector<DistanceThreshold>& points, const std::string& data) {
  IdentityJson json = IdentityJson::array();
  for (const DistanceThreshold& point : points) {
    json.push_back({{"distance", *rounded(point.distance, 4)},
                    {"false_accepts", *rounded(point.false_accepts, 8)},
                    {"true_accepts", *rounded(point.true_accepts, 4)},
                    {"genuine_pairs", point.genuine},
                    {"impostor_pairs", point.impostor},
                    {"data", data}});
  }
  return json_text(json);
}

}  // namespace

void write_thresholds(const Gallery& gallery, const ThresholdListing& listing) {
  if (gallery.size() > most_faces) {
    throw Error(ErrorCode::input, fmt::format("gallery: expected at most {} faces to compare all "
                                              "pairs of, found {}",
                                              most_faces, gallery.size()));
  }
  const Distances distances = all_distances(gallery, listing);
  const std::vector<DistanceThreshold> points =
      operating_points(distances.genuine, distances.impostor, listing.false_accepts);
  if (points.empty()) {
    throw Error(ErrorCode::input,
                fmt::format("gallery: expected enough pairs of different people to measure such a "
                            "share, found {}",
                            distances.impostor.size()));
  }
  std::set<std::string_view> people;
  for (const GalleryEntry& entry : gallery.entries()) people.insert(entry.person);
  if (!listing.json.empty()) {
    const std::string data =
        listing.data.empty() ? fmt::format("{} faces of {} people", gallery.size(), people.size())
                             : listing.data;
    write_file(listing.json, points_json(points, data));
  }
  if (listing.json != "-") {
    std::fputs(points_text(points, gallery.size(), people.size()).c_str(), stdout);
  }
}

}  // namespace mien::cli
