#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cli/identity/clip_people.h"
#include "cli/identity/identity_options.h"
#include "mien/core/face.h"
#include "mien/core/left_out.h"

namespace mien::cli {

/// A face of a photo, by its place in `FaceGroups`.
struct GroupedFace {
  std::size_t photo = 0;
  std::size_t face = 0;
};

/// The faces of photos and of the people of clips, sorted into groups.
struct FaceGroups {
  std::string model;
  Threshold threshold;
  float duplicate_distance = 0;
  std::vector<ImageResult> photos;          ///< and clips: of these the best face of each person
  std::map<std::size_t, ClipPeople> clips;  ///< those of `photos` that are clips, without results
  std::vector<GroupedFace> faces;
  std::vector<std::vector<std::byte>> thumbnails;    ///< of `faces`; empty if there are none
  std::vector<std::vector<std::size_t>> groups;      ///< indices of `faces`, the largest first
  std::vector<std::vector<std::size_t>> duplicates;  ///< sets of near-duplicates
  LeftOut left_out;                                  ///< of the folders of photos
};

[[nodiscard]] std::string groups_text(const FaceGroups& groups);
[[nodiscard]] std::string groups_json(const FaceGroups& groups);

/// A row a face, with the columns file, error, face, x, y, box_width, box_height, score, group,
/// group_size, duplicates, track, begin, end and damage. `duplicates` is the number of its set of
/// near-duplicates, empty if it is in none. The last four are empty but for people of clips, which
/// have no number of a face. Groups count from 1.
[[nodiscard]] std::string groups_csv(const FaceGroups& groups);

/// One self-contained page with the thumbnails of each group.
void write_groups_page(const FaceGroups& groups, const std::filesystem::path& path);

}  // namespace mien::cli
