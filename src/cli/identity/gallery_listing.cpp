#include "cli/identity/gallery_listing.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "cli/identity/identity_json.h"
#include "core/console.h"
#include "core/counted.h"
#include "core/output_file.h"
#include "core/printable.h"
#include "report/csv.h"
#include "report/text_table.h"

namespace mien::cli {

namespace {

/// People by name, with the photos of each.
std::map<std::string, std::vector<std::string>> photos_by_person(const Gallery& gallery) {
  std::map<std::string, std::vector<std::string>> people;
  for (const GalleryEntry& entry : gallery.entries()) people[entry.person].push_back(entry.photo);
  return people;
}

std::string listing_json(const Gallery& gallery) {
  IdentityJson json = {{"model", gallery.model()},
                       {"numbers", gallery.dimension()},
                       {"faces", gallery.size()},
                       {"people", IdentityJson::array()}};
  for (const auto& [person, photos] : photos_by_person(gallery)) {
    json["people"].push_back({{"person", person}, {"photos", photos}});
  }
  return json_text(json);
}

std::string listing_csv(const Gallery& gallery, bool with_photos) {
  std::string text = with_photos ? "person,photo\n" : "person,faces\n";
  for (const auto& [person, photos] : photos_by_person(gallery)) {
    if (!with_photos) text += fmt::format("{},{}\n", csv_text(person), photos.size());
    for (const std::string& photo : photos) {
      if (with_photos) text += fmt::format("{},{}\n", csv_text(person), csv_file_name(photo));
    }
  }
  return text;
}

std::string listing_text(const Gallery& gallery, bool with_photos) {
  const auto people = photos_by_person(gallery);
  std::string text =
      fmt::format("{} of {}; features of {} with {}\n", counted(gallery.size(), "face"),
                  counted(people.size(), "person", "people"), printable(gallery.model()),
                  counted(gallery.dimension(), "number"));
  std::vector<TextRow> rows;
  for (const auto& [person, photos] : people) {
    if (!with_photos) rows.push_back({printable(person), std::to_string(photos.size())});
    for (const std::string& photo : photos) {
      if (with_photos) rows.push_back({printable(person), printable(photo)});
    }
  }
  return rows.empty() ? text : text + text_table(rows);
}

}  // namespace

void write_listing(const Gallery& gallery, const GalleryListing& listing) {
  if (!listing.json.empty()) write_file(listing.json, listing_json(gallery));
  if (!listing.csv.empty()) write_file(listing.csv, listing_csv(gallery, listing.photos));
  if (listing.json.empty() && listing.csv.empty()) {
    show(listing_text(gallery, listing.photos));
  }
}

}  // namespace mien::cli
