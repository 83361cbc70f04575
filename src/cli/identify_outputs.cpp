#include "cli/identify_outputs.h"

#include <fmt/format.h>

#include "cli/identity_json.h"
#include "cli/text_table.h"
#include "core/printable.h"
#include "report/csv.h"
#include "report/left_out_json.h"
#include "report/values.h"

namespace mien::cli {

namespace {

constexpr int distance_decimals = 4;

std::string person_text(const PersonMatch& person) {
  return fmt::format("{} {}", printable(person.person),
                     fixed(person.match.distance, distance_decimals));
}

}  // namespace

bool is_known(std::span<const PersonMatch> people, const Threshold& threshold) {
  return !people.empty() && people.front().match.distance <= threshold.distance;
}

std::string identified_text(std::span<const IdentifiedPhoto> photos, const Threshold& threshold) {
  std::vector<TextRow> rows = {{"file", "face", "box", "person", "nearest"}};
  for (const IdentifiedPhoto& photo : photos) {
    const ImageResult& result = photo.result;
    if (!result.error.empty() || result.faces.empty()) {
      rows.push_back(
          {printable(result.file), "-", "-", result.error.empty() ? "no face" : "error", "-"});
    }
    for (std::size_t i = 0; i < result.faces.size(); ++i) {
      const Box& box = result.faces[i].box;
      std::string nearest;
      for (const PersonMatch& person : photo.people[i]) {
        nearest += (nearest.empty() ? "" : ", ") + person_text(person);
      }
      rows.push_back({printable(result.file), fmt::format("{}/{}", i + 1, result.faces.size()),
                      fmt::format("{},{} {}x{}", fixed(box.x, 0), fixed(box.y, 0),
                                  fixed(box.width, 0), fixed(box.height, 0)),
                      is_known(photo.people[i], threshold)
                          ? printable(photo.people[i].front().person)
                          : "unknown",
                      nearest});
    }
  }
  return text_table(rows);
}

std::string identified_csv(std::span<const IdentifiedPhoto> photos, const Threshold& threshold,
                           std::size_t top) {
  std::string text = "file,error,face,x,y,box_width,box_height,score,person,distance";
  for (std::size_t k = 1; k <= top; ++k) text += fmt::format(",nearest_{0},distance_{0}", k);
  text += "\n";
  for (const IdentifiedPhoto& photo : photos) {
    const ImageResult& result = photo.result;
    const std::string file = csv_file_name(result.file);
    if (result.faces.empty()) {
      text += fmt::format("{},{},,,,,,,,{}\n", file, csv_text(error_without_file(result)),
                          std::string(2 * top, ','));
    }
    for (std::size_t i = 0; i < result.faces.size(); ++i) {
      const Face& face = result.faces[i];
      const std::vector<PersonMatch>& people = photo.people[i];
      const bool known = is_known(people, threshold);
      text += fmt::format(
          "{},,{},{},{},{},{},{},{},{}", file, i, fixed(face.box.x, pixel_decimals),
          fixed(face.box.y, pixel_decimals), fixed(face.box.width, pixel_decimals),
          fixed(face.box.height, pixel_decimals), fixed(face.score, probability_decimals),
          known ? csv_text(people.front().person) : "",
          people.empty() ? "" : fixed(people.front().match.distance, distance_decimals));
      for (std::size_t k = 0; k < top; ++k) {
        text += k < people.size() ? fmt::format(",{},{}", csv_text(people[k].person),
                                                fixed(people[k].match.distance, distance_decimals))
                                  : ",,";
      }
      text += "\n";
    }
  }
  return text;
}

std::string identified_json(std::span<const IdentifiedPhoto> photos, const Threshold& threshold,
                            const Gallery& gallery, const LeftOut& left_out) {
  IdentityJson json = {{"model", gallery.model()},
                       {"threshold", threshold_json(threshold)},
                       {"photos", IdentityJson::array()}};
  for (const IdentifiedPhoto& photo : photos) {
    IdentityJson row = {{"file", photo.result.file}};
    if (!photo.result.error.empty()) row["error"] = photo.result.error;
    row["faces"] = IdentityJson::array();
    for (std::size_t i = 0; i < photo.result.faces.size(); ++i) {
      const std::vector<PersonMatch>& people = photo.people[i];
      IdentityJson face = {{"box", box_json(photo.result.faces[i].box)},
                           {"score", *rounded(photo.result.faces[i].score, probability_decimals)},
                           {"person", nullptr},
                           {"nearest", IdentityJson::array()}};
      if (is_known(people, threshold)) face["person"] = people.front().person;
      for (const PersonMatch& person : people) {
        face["nearest"].push_back({{"person", person.person},
                                   {"distance", distance_json(person.match.distance)},
                                   {"photo", gallery.entries()[person.match.entry].photo}});
      }
      row["faces"].push_back(std::move(face));
    }
    json["photos"].push_back(std::move(row));
  }
  json["left_out"] = left_out_json(left_out);
  return json_text(json);
}

}  // namespace mien::cli
