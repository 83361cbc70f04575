#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "cli/identity_options.h"
#include "mien/core/face.h"
#include "mien/core/left_out.h"
#include "mien/identity/search.h"

namespace mien::cli {

/// The faces of a photo and the people nearest to each, the nearest first.
struct IdentifiedPhoto {
  ImageResult result;
  std::vector<std::vector<PersonMatch>> people;  ///< one list a face
};

/// Whether the nearest person is within the threshold.
[[nodiscard]] bool is_known(std::span<const PersonMatch> people, const Threshold& threshold);

/// A row a face, for people to read.
[[nodiscard]] std::string identified_text(std::span<const IdentifiedPhoto> photos,
                                          const Threshold& threshold);

/// A row a face: file,error,face,x,y,box_width,box_height,score,person,distance, then person_2,
/// distance_2 and so on; "person" is empty for unknown ones.
/// @param top people of each face
[[nodiscard]] std::string identified_csv(std::span<const IdentifiedPhoto> photos,
                                         const Threshold& threshold, std::size_t top);

/// @param gallery whose entries the matches are of
/// @param left_out of the folders of photos
[[nodiscard]] std::string identified_json(std::span<const IdentifiedPhoto> photos,
                                          const Threshold& threshold, const Gallery& gallery,
                                          const LeftOut& left_out);

}  // namespace mien::cli
