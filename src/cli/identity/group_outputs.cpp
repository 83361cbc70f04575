#include "cli/identity/group_outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "cli/identity/identity_json.h"
#include "core/counted.h"
#include "core/printable.h"
#include "mien/report/group_page.h"
#include "report/csv.h"
#include "report/left_out_json.h"
#include "report/values.h"

namespace mien::cli {

namespace {

const ImageResult& photo_of(const FaceGroups& groups, std::size_t face) {
  return groups.photos[groups.faces[face].photo];
}

const Face& face_of(const FaceGroups& groups, std::size_t face) {
  return photo_of(groups, face).faces[groups.faces[face].face];
}

/// Of a clip; null for the face of a photo.
const ClipPerson* person_of(const FaceGroups& groups, std::size_t face) {
  const auto clip = groups.clips.find(groups.faces[face].photo);
  return clip == groups.clips.end() ? nullptr : &clip->second.people[groups.faces[face].face];
}

/// What cut a clip short; empty if nothing did.
std::string damage_of(const FaceGroups& groups, std::size_t photo) {
  const auto clip = groups.clips.find(photo);
  return clip == groups.clips.end() ? "" : clip->second.summary.damage;
}

/// The file, and which face of it if there are several.
std::string group_name(const FaceGroups& groups, std::size_t face) {
  const ImageResult& photo = photo_of(groups, face);
  if (const ClipPerson* person = person_of(groups, face)) {
    return fmt::format("{} (person {}, {})", photo.file, person->track, seen_text(*person));
  }
  if (photo.faces.size() == 1) return photo.file;
  return fmt::format("{} (face {} of {})", photo.file, groups.faces[face].face + 1,
                     photo.faces.size());
}

std::size_t alone(const FaceGroups& groups) {
  return static_cast<std::size_t>(
      std::ranges::count_if(groups.groups, [](const auto& group) { return group.size() == 1; }));
}

IdentityJson grouped_face_json(const FaceGroups& groups, std::size_t face) {
  IdentityJson json = {{"file", photo_of(groups, face).file}};
  if (const ClipPerson* person = person_of(groups, face)) {
    json["track"] = person->track;
    json["begin"] = *rounded(person->begin, second_decimals);
    json["end"] = *rounded(person->end, second_decimals);
  } else {
    json["face"] = groups.faces[face].face;
  }
  json["box"] = box_json(face_of(groups, face).box);
  return json;
}

IdentityJson sets_json(const FaceGroups& groups,
                       const std::vector<std::vector<std::size_t>>& sets) {
  IdentityJson json = IdentityJson::array();
  for (const std::vector<std::size_t>& set : sets) {
    IdentityJson faces = IdentityJson::array();
    for (const std::size_t face : set) faces.push_back(grouped_face_json(groups, face));
    json.push_back(std::move(faces));
  }
  return json;
}

/// The number from 1 of the set that each face is in; 0 for none.
std::vector<std::size_t> numbers(const std::vector<std::vector<std::size_t>>& sets,
                                 std::size_t faces) {
  std::vector<std::size_t> result(faces, 0);
  for (std::size_t s = 0; s < sets.size(); ++s) {
    for (const std::size_t face : sets[s]) result[face] = s + 1;
  }
  return result;
}

}  // namespace

std::string groups_text(const FaceGroups& groups) {
  std::string text;
  const auto add_sets = [&](std::string_view title, const auto& sets) {
    for (std::size_t s = 0; s < sets.size(); ++s) {
      if (sets[s].size() == 1) continue;
      text += fmt::format("{} {}: {}\n", title, s + 1, counted(sets[s].size(), "face"));
      for (const std::size_t face : sets[s]) {
        text += fmt::format("  {}\n", printable(group_name(groups, face)));
      }
    }
  };
  add_sets("person", groups.groups);
  if (const std::size_t count = alone(groups); count > 0) {
    text += fmt::format("alone: {}\n", counted(count, "face"));
    for (const auto& group : groups.groups) {
      if (group.size() == 1) {
        text += fmt::format("  {}\n", printable(group_name(groups, group.front())));
      }
    }
  }
  add_sets("near-duplicates", groups.duplicates);
  return text;
}

std::string groups_json(const FaceGroups& groups) {
  IdentityJson json = {{"model", groups.model},
                       {"threshold", threshold_json(groups.threshold)},
                       {"duplicate_distance", distance_json(groups.duplicate_distance)},
                       {"groups", sets_json(groups, groups.groups)},
                       {"duplicates", sets_json(groups, groups.duplicates)},
                       {"without_face", IdentityJson::array()},
                       {"errors", IdentityJson::array()}};
  for (std::size_t p = 0; p < groups.photos.size(); ++p) {
    const ImageResult& photo = groups.photos[p];
    if (const std::string damage = damage_of(groups, p); !damage.empty()) {
      json["errors"].push_back({{"file", photo.file}, {"damage", damage}});
    }
    if (!photo.error.empty()) {
      json["errors"].push_back({{"file", photo.file}, {"error", photo.error}});
    } else if (photo.faces.empty()) {
      json["without_face"].push_back(photo.file);
    }
  }
  json["left_out"] = left_out_json(groups.left_out);
  return json_text(json);
}

std::string groups_csv(const FaceGroups& groups) {
  const std::vector<std::size_t> group = numbers(groups.groups, groups.faces.size());
  const std::vector<std::size_t> duplicates = numbers(groups.duplicates, groups.faces.size());
  std::string text =
      "file,error,face,x,y,box_width,box_height,score,group,group_size,duplicates,track,begin,end,"
      "damage\n";
  std::size_t next = 0;
  for (std::size_t p = 0; p < groups.photos.size(); ++p) {
    const ImageResult& photo = groups.photos[p];
    const std::string damage = csv_text(damage_of(groups, p));
    const std::string file = csv_file_name(photo.file);
    if (photo.faces.empty()) {
      text +=
          fmt::format("{},{},,,,,,,,,,,,,{}\n", file, csv_text(error_without_file(photo)), damage);
    }
    for (std::size_t i = 0; i < photo.faces.size(); ++i, ++next) {
      const Face& face = photo.faces[i];
      const ClipPerson* const person = person_of(groups, next);
      text += fmt::format(
          "{},,{},{},{},{},{},{},{},{},{},", file, person == nullptr ? std::to_string(i) : "",
          fixed(face.box.x, pixel_decimals), fixed(face.box.y, pixel_decimals),
          fixed(face.box.width, pixel_decimals), fixed(face.box.height, pixel_decimals),
          fixed(face.score, probability_decimals), group[next],
          groups.groups[group[next] - 1].size(),
          duplicates[next] == 0 ? "" : std::to_string(duplicates[next]));
      text += person == nullptr
                  ? std::string(",,,")
                  : fmt::format("{},{},{},{}", person->track, fixed(person->begin, second_decimals),
                                fixed(person->end, second_decimals), damage);
      text += "\n";
    }
  }
  return text;
}

void write_groups_page(const FaceGroups& groups, const std::filesystem::path& path) {
  GroupPage page;
  const auto item = [&](std::size_t face) {
    return GroupPageFace{group_name(groups, face), groups.thumbnails[face]};
  };
  GroupPageGroup single{"Alone", {}};
  for (std::size_t g = 0; g < groups.groups.size(); ++g) {
    const auto& group = groups.groups[g];
    if (group.size() == 1) {
      single.faces.push_back(item(group.front()));
      continue;
    }
    page.groups.push_back({fmt::format("Person {}", g + 1), {}});
    for (const std::size_t face : group) page.groups.back().faces.push_back(item(face));
  }
  const auto noun = [](std::size_t count, const char* singular, const char* plural) {
    return std::pair<std::string, std::size_t>(count == 1 ? singular : plural, count);
  };
  page.counts = {noun(groups.photos.size() - groups.clips.size(), "photo", "photos"),
                 noun(groups.faces.size(), "face", "faces"),
                 noun(page.groups.size(), "person with several faces", "people with several faces"),
                 noun(single.faces.size(), "face alone", "faces alone")};
  if (!groups.clips.empty()) {
    page.counts.insert(page.counts.begin() + 1, noun(groups.clips.size(), "clip", "clips"));
  }
  page.left_out = groups.left_out;
  if (!single.faces.empty()) page.groups.push_back(std::move(single));
  for (std::size_t d = 0; d < groups.duplicates.size(); ++d) {
    page.groups.push_back({fmt::format("Near-duplicates {}", d + 1), {}});
    for (const std::size_t face : groups.duplicates[d]) {
      page.groups.back().faces.push_back(item(face));
    }
  }
  page.method = fmt::format(
      "Faces were grouped by average link up to the distance {:.4f} of the features of {}. {}",
      groups.threshold.distance, groups.model, evidence_text(groups.threshold));
  write_group_page(page, path);
}

}  // namespace mien::cli
