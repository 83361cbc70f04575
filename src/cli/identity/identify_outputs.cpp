#include "cli/identity/identify_outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "cli/identity/identity_json.h"
#include "core/printable.h"
#include "mien/report/group_page.h"
#include "report/csv.h"
#include "report/left_out_json.h"
#include "report/text_table.h"
#include "report/values.h"

namespace mien::cli {

namespace {

std::string match_text(const PersonMatch& person) {
  return fmt::format("{} {}", printable(person.person),
                     fixed(person.match.distance, distance_decimals));
}

std::string box_text(const Box& box) {
  return fmt::format("{},{} {}x{}", fixed(box.x, 0), fixed(box.y, 0), fixed(box.width, 0),
                     fixed(box.height, 0));
}

/// The heading of the column with boxes of photos and times of clips.
std::string place_heading(std::span<const IdentifiedInput> inputs) {
  const auto is_clip = [](const IdentifiedInput& input) { return input.clip.has_value(); };
  if (std::ranges::none_of(inputs, is_clip)) return "box";
  return std::ranges::all_of(inputs, is_clip) ? "seen" : "box or seen";
}

IdentityJson seconds_json(double seconds) {
  const std::optional<double> kept = rounded(seconds, second_decimals);
  return kept ? IdentityJson(*kept) : IdentityJson();
}

/// When a person of a clip is seen.
void add_times(IdentityJson& json, const ClipPerson& person) {
  json["track"] = person.track;
  json["begin"] = seconds_json(person.begin);
  json["end"] = seconds_json(person.end);
  json["seen"] = seconds_json(person.seen);
  json["spans"] = IdentityJson::array();
  for (const auto& [from, to] : person.spans) {
    json["spans"].push_back({seconds_json(from), seconds_json(to)});
  }
  json["best"] = seconds_json(person.best);
}

IdentityJson input_json(const IdentifiedInput& input, const Threshold& threshold,
                        const Gallery& gallery) {
  const ImageResult& result = input.result;
  IdentityJson row = {{"file", result.file}};
  if (!result.error.empty()) row["error"] = result.error;
  if (input.clip) {
    const ClipSummary& clip = input.clip->summary;
    if (!clip.damage.empty()) row["damage"] = clip.damage;
    row["seconds"] = seconds_json(clip.seconds);
    row["frames"] = clip.frames;
  }
  IdentityJson faces = IdentityJson::array();
  for (std::size_t i = 0; i < result.faces.size(); ++i) {
    const std::vector<PersonMatch>& people = input.people[i];
    IdentityJson face = IdentityJson::object();
    if (input.clip) add_times(face, input.clip->people[i]);
    face["box"] = box_json(result.faces[i].box);
    face["score"] = *rounded(result.faces[i].score, probability_decimals);
    face["person"] = nullptr;
    face["nearest"] = IdentityJson::array();
    if (is_known(people, threshold)) face["person"] = people.front().person;
    for (const PersonMatch& person : people) {
      face["nearest"].push_back({{"person", person.person},
                                 {"distance", distance_json(person.match.distance)},
                                 {"photo", gallery.entries()[person.match.entry].photo}});
    }
    faces.push_back(std::move(face));
  }
  row[input.clip ? "people" : "faces"] = std::move(faces);
  return row;
}

/// The columns of clips; empty ones for a photo.
std::string clip_columns(const IdentifiedInput& input, std::optional<std::size_t> face) {
  if (!input.clip) return ",,,,,";
  std::string text = ",,,,";
  if (face) {
    const ClipPerson& person = input.clip->people[*face];
    text = fmt::format(",{},{},{},{}", person.track, fixed(person.begin, second_decimals),
                       fixed(person.end, second_decimals), fixed(person.seen, second_decimals));
  }
  return text + "," + csv_text(input.clip->summary.damage);
}

}  // namespace

bool is_known(std::span<const PersonMatch> people, const Threshold& threshold) {
  return !people.empty() && people.front().match.distance <= threshold.distance;
}

std::string face_name(const IdentifiedInput& input, std::size_t face) {
  const ImageResult& result = input.result;
  if (input.clip) {
    const ClipPerson& person = input.clip->people[face];
    return fmt::format("{} (person {}, {})", result.file, person.track, seen_text(person));
  }
  if (result.faces.size() == 1) return result.file;
  return fmt::format("{} (face {} of {})", result.file, face + 1, result.faces.size());
}

std::string identified_text(std::span<const IdentifiedInput> inputs, const Threshold& threshold) {
  std::vector<TextRow> rows = {{"file", "face", place_heading(inputs), "person", "nearest"}};
  for (const IdentifiedInput& input : inputs) {
    const ImageResult& result = input.result;
    if (!result.error.empty() || result.faces.empty()) {
      rows.push_back(
          {printable(result.file), "-", "-", result.error.empty() ? "no face" : "error", "-"});
    }
    for (std::size_t i = 0; i < result.faces.size(); ++i) {
      std::string nearest;
      for (const PersonMatch& person : input.people[i]) {
        nearest += (nearest.empty() ? "" : ", ") + match_text(person);
      }
      const bool clip = input.clip.has_value();
      rows.push_back({printable(result.file),
                      clip ? fmt::format("person {}", input.clip->people[i].track)
                           : fmt::format("{}/{}", i + 1, result.faces.size()),
                      clip ? seen_text(input.clip->people[i]) : box_text(result.faces[i].box),
                      is_known(input.people[i], threshold)
                          ? printable(input.people[i].front().person)
                          : "unknown",
                      nearest});
    }
  }
  return text_table(rows);
}

std::string identified_csv(std::span<const IdentifiedInput> inputs, const Threshold& threshold,
                           std::size_t top) {
  std::string text = "file,error,face,x,y,box_width,box_height,score,person,distance";
  for (std::size_t k = 1; k <= top; ++k) text += fmt::format(",nearest_{0},distance_{0}", k);
  text += ",track,begin,end,seen,damage\n";
  for (const IdentifiedInput& input : inputs) {
    const ImageResult& result = input.result;
    const std::string file = csv_file_name(result.file);
    if (result.faces.empty()) {
      text += fmt::format("{},{},,,,,,,,{}{}\n", file, csv_text(error_without_file(result)),
                          std::string(2 * top, ','), clip_columns(input, std::nullopt));
    }
    for (std::size_t i = 0; i < result.faces.size(); ++i) {
      const Face& face = result.faces[i];
      const std::vector<PersonMatch>& people = input.people[i];
      const bool known = is_known(people, threshold);
      text += fmt::format(
          "{},,{},{},{},{},{},{},{},{}", file, input.clip ? "" : std::to_string(i),
          fixed(face.box.x, pixel_decimals), fixed(face.box.y, pixel_decimals),
          fixed(face.box.width, pixel_decimals), fixed(face.box.height, pixel_decimals),
          fixed(face.score, probability_decimals), known ? csv_text(people.front().person) : "",
          people.empty() ? "" : fixed(people.front().match.distance, distance_decimals));
      for (std::size_t k = 0; k < top; ++k) {
        text += k < people.size() ? fmt::format(",{},{}", csv_text(people[k].person),
                                                fixed(people[k].match.distance, distance_decimals))
                                  : ",,";
      }
      text += clip_columns(input, i) + "\n";
    }
  }
  return text;
}

std::string identified_json(std::span<const IdentifiedInput> inputs, const Threshold& threshold,
                            const Gallery& gallery, const LeftOut& left_out) {
  IdentityJson json = {{"model", gallery.model()},
                       {"threshold", threshold_json(threshold)},
                       {"photos", IdentityJson::array()},
                       {"clips", IdentityJson::array()}};
  for (const IdentifiedInput& input : inputs) {
    json[input.clip ? "clips" : "photos"].push_back(input_json(input, threshold, gallery));
  }
  json["left_out"] = left_out_json(left_out);
  return json_text(json);
}

std::string identified_json_lines(std::span<const IdentifiedInput> inputs,
                                  const Threshold& threshold, const Gallery& gallery,
                                  const LeftOut& left_out) {
  std::string text;
  for (const IdentifiedInput& input : inputs) {
    IdentityJson line = {{"type", input.clip ? "clip" : "photo"}};
    line.update(input_json(input, threshold, gallery));
    text += json_line(line);
  }
  if (!left_out.empty()) {
    text += json_line({{"type", "folder"}, {"left_out", left_out_json(left_out)}});
  }
  return text;
}

void write_identified_page(std::span<const IdentifiedInput> inputs, const Threshold& threshold,
                           const Gallery& gallery, const LeftOut& left_out,
                           const std::filesystem::path& path) {
  std::map<std::string, std::vector<GroupPageFace>> known;
  GroupPageGroup unknown{"Unknown", {}};
  std::size_t faces = 0;
  for (const IdentifiedInput& input : inputs) {
    for (std::size_t i = 0; i < input.people.size(); ++i, ++faces) {
      GroupPageFace face{face_name(input, i), input.thumbnails[i]};
      const bool is_of_gallery = is_known(input.people[i], threshold);
      if (!input.people[i].empty()) {
        face.caption += fmt::format(", {}distance {}",
                                    is_of_gallery ? "" : input.people[i].front().person + " at ",
                                    fixed(input.people[i].front().match.distance, 2));
      }
      auto& group = is_of_gallery ? known[input.people[i].front().person] : unknown.faces;
      group.push_back(std::move(face));
    }
  }
  const auto clips = static_cast<std::size_t>(std::ranges::count_if(
      inputs, [](const IdentifiedInput& input) { return input.clip.has_value(); }));
  GroupPage page;
  page.title = "Who is where";
  const auto noun = [](std::size_t count, const char* singular, const char* plural) {
    return std::pair<std::string, std::size_t>(count == 1 ? singular : plural, count);
  };
  page.counts = {noun(inputs.size() - clips, "photo", "photos"), noun(clips, "clip", "clips"),
                 noun(faces, "face", "faces"),
                 noun(known.size(), "person of the gallery", "people of the gallery"),
                 noun(unknown.faces.size(), "unknown face", "unknown faces")};
  page.left_out = left_out;
  for (auto& [person, of_person] : known) page.groups.push_back({person, std::move(of_person)});
  if (!unknown.faces.empty()) page.groups.push_back(std::move(unknown));
  page.method = fmt::format(
      "Each face has the name of the nearest person of the gallery, if the features of {} are at "
      "most {:.4f} apart. Of a clip the best faces of each person are compared. {}",
      gallery.model(), threshold.distance, evidence_text(threshold));
  for (const IdentifiedInput& input : inputs) {
    if (!input.result.error.empty()) page.method += fmt::format(" {}.", input.result.error);
  }
  write_group_page(page, path);
}

}  // namespace mien::cli
