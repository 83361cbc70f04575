#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/identity/clip_people.h"
#include "cli/identity/identity_options.h"
#include "mien/core/face.h"
#include "mien/core/left_out.h"
#include "mien/identity/search.h"

namespace mien::cli {

/// A photo or clip and the people of the gallery who are nearest to its faces, the nearest first.
struct IdentifiedInput {
  ImageResult result;                              ///< of a clip the best face of each person
  std::vector<std::vector<PersonMatch>> people;    ///< one list a face
  std::vector<std::vector<std::byte>> thumbnails;  ///< JPEG, one a face, if they were asked for
  std::optional<ClipPeople> clip;  ///< of a clip, with an empty result and no thumbnails
};

/// Whether the nearest person is within the threshold.
[[nodiscard]] bool is_known(std::span<const PersonMatch> people, const Threshold& threshold);

/// What a message calls a face: its file, and which face or person of it if there may be several.
[[nodiscard]] std::string face_name(const IdentifiedInput& input, std::size_t face);

/// A row a face, of clips a row a person, for people to read.
[[nodiscard]] std::string identified_text(std::span<const IdentifiedInput> inputs,
                                          const Threshold& threshold);

/// A row a face, of clips a row a person: file,error,face,x,y,box_width,box_height,score,person,
/// distance, then person_2, distance_2 and so on, then track,begin,end,seen,damage, which photos
/// leave empty; "person" is empty for unknown ones. Of a clip the box is that of the best face.
/// @param top people of each face
[[nodiscard]] std::string identified_csv(std::span<const IdentifiedInput> inputs,
                                         const Threshold& threshold, std::size_t top);

/// @param gallery whose entries the matches are of
/// @param left_out of the folders of photos
[[nodiscard]] std::string identified_json(std::span<const IdentifiedInput> inputs,
                                          const Threshold& threshold, const Gallery& gallery,
                                          const LeftOut& left_out);

/// The same photos and clips as `identified_json`, a line each, with "type": "photo" or "clip"; at
/// last a line of the type "folder" if something was left out.
[[nodiscard]] std::string identified_json_lines(std::span<const IdentifiedInput> inputs,
                                                const Threshold& threshold, const Gallery& gallery,
                                                const LeftOut& left_out);

/// One self-contained page with the faces of each person of the gallery, and the unknown ones.
void write_identified_page(std::span<const IdentifiedInput> inputs, const Threshold& threshold,
                           const Gallery& gallery, const LeftOut& left_out,
                           const std::filesystem::path& path);

}  // namespace mien::cli
