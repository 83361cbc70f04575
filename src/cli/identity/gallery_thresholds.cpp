#include "cli/identity/gallery_thresholds.h"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "app/progress.h"
#include "app/terminal.h"
#include "cli/identity/identity_json.h"
#include "core/console.h"
#include "core/counted.h"
#include "core/output_file.h"
#include "mien/core/error.h"
#include "mien/identity/operating_points.h"
#include "report/text_table.h"
#include "report/values.h"

namespace mien::cli {

namespace {

constexpr std::size_t most_faces = 20'000;  // whose pairs take 800 MB
constexpr double per_cent = 100;

std::string points_text(const std::vector<OperatingPoint>& points, std::size_t faces,
                        std::size_t people) {
  std::string text =
      fmt::format("{} of {}: {} of one person, {} of different people\n", counted(faces, "face"),
                  counted(people, "person", "people"),
                  counted(points.front().genuine_pairs, "pair"), points.front().impostor_pairs);
  const auto percent_of = [](const std::optional<double>& share, int digits) {
    return share ? fmt::format("{:.{}g} %", per_cent * *share, digits) : std::string("-");
  };
  std::vector<TextRow> rows = {
      {"false accepts", "by person", "distance", "cosine", "true accepts", "by person"}};
  for (const OperatingPoint& point : points) {
    rows.push_back(
        {percent_of(point.false_accepts, 4), percent_of(point.false_accepts_by_person, 4),
         fixed(point.distance, 4), fixed(1 - point.distance * point.distance / 2, 4),
         percent_of(point.true_accepts, 3), percent_of(point.true_accepts_by_person, 3)});
  }
  return text + text_table(rows) +
         "By person: each person, and each pair of two people, counts alike, however many photos "
         "there\nare of one.\n";
}

std::string points_json(const std::vector<OperatingPoint>& points, const std::string& data) {
  IdentityJson json = IdentityJson::array();
  for (const OperatingPoint& point : points) {
    IdentityJson object = {{"distance", *rounded(point.distance, 4)},
                           {"false_accepts", *rounded(point.false_accepts, 8)},
                           {"true_accepts", *rounded(point.true_accepts, 4)},
                           {"genuine_pairs", point.genuine_pairs},
                           {"impostor_pairs", point.impostor_pairs},
                           {"data", data}};
    if (point.false_accepts_by_person) {
      object["false_accepts_by_person"] = *rounded(*point.false_accepts_by_person, 8);
    }
    if (point.true_accepts_by_person) {
      object["true_accepts_by_person"] = *rounded(*point.true_accepts_by_person, 4);
    }
    json.push_back(std::move(object));
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
  const int threads = listing.threads > 0 ? listing.threads : app::available_processors();
  app::ProgressBar progress(gallery.size(), "faces", !listing.quiet);
  const std::vector<OperatingPoint> points = operating_points(
      gallery, listing.false_accepts, threads, [&](std::size_t done) { progress.update(done); });
  if (points.empty()) {
    throw Error(ErrorCode::input,
                fmt::format("gallery: expected enough pairs of different people to measure such a "
                            "share, found {} of all faces",
                            gallery.size() * (gallery.size() - 1) / 2));
  }
  std::set<std::string_view> people;
  for (const GalleryEntry& entry : gallery.entries()) people.insert(entry.person);
  if (!listing.json.empty()) {
    const std::string data = listing.data.empty()
                                 ? fmt::format("{} of {}", counted(gallery.size(), "face"),
                                               counted(people.size(), "person", "people"))
                                 : listing.data;
    write_file(listing.json, points_json(points, data));
  }
  if (listing.json != "-") {
    show(points_text(points, gallery.size(), people.size()));
  }
}

}  // namespace mien::cli
