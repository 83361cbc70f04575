#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/identity/photo_reader.h"
#include "mien/core/left_out.h"
#include "mien/identity/gallery.h"
#include "mien/identity/gallery_file.h"

namespace mien::cli {

/// A photo of somebody, or a clip.
struct NamedPhoto {
  std::string person;
  std::filesystem::path photo;
  bool clip = false;
  /// Of a clip: seconds at which the person is seen; absent, the person seen longest is meant.
  std::optional<double> moment = std::nullopt;
};

/// Where the photos of a gallery come from; one of the three.
struct GallerySource {
  std::vector<std::string> paths;  ///< folders of people, or photos and clips of `name`
  std::string name = {};
  std::filesystem::path csv = {};
  bool null = false;  ///< paths of a list on standard input end in a zero byte
};

struct NamedPhotos {
  std::vector<NamedPhoto> photos;
  std::vector<std::string> problems;  ///< messages on what cannot even be looked at
  LeftOut left_out;
  std::string warning;  ///< if the folder may be the wrong one; empty if it looks right

  /// How many of `photos` are clips.
  [[nodiscard]] std::size_t clips() const;
};

/// The photos of people:
/// - of `paths` without a name: folders in which each folder is a person, with photos at any depth.
///   A photo beside these folders is the one photo of a person with its name.
/// - of `paths` with a name: photos and clips (files, folders, patterns) of that person
/// - of `csv`: its columns "path" (relative to the file; photos and clips) and "person"
/// @throws Error (ErrorCode::usage) for other combinations, or if there is no photo
[[nodiscard]] NamedPhotos named_photos(const GallerySource& source);

/// What came of photos.
struct Enrolment {
  std::size_t added = 0;
  std::size_t people = 0;          ///< of the added
  std::size_t existing = 0;        ///< passed over: the same person and photo is there
  std::size_t several = 0;         ///< of the added: photos with several faces
  std::size_t several_people = 0;  ///< of the added: clips with several people
  std::size_t failures =
      0;  ///< photos without a face, or that cannot be read; folders and clips, too
  std::size_t clip_failures = 0;  ///< of these, clips
};

/// The main face of each photo (mien/identity/main_face.h) as a gallery. A clip gives the person
/// who is seen longest, by the mean feature of the best faces, named as by `clip_entry`. The
/// gallery has no entries if all photos are known.
struct EnrolledPhotos {
  Gallery gallery;
  Enrolment counts;
  std::vector<std::string> poor;  ///< sentences about added photos that are hard to compare
};

/// Failures are said on standard error.
/// @param existing entries to pass over
/// @throws Error (ErrorCode::input) if not one photo has a face
[[nodiscard]] EnrolledPhotos enrol(const PhotoReader& reader, const NamedPhotos& photos,
                                   std::span<const GalleryEntry> existing = {});

/// @throws Error (ErrorCode::usage) that says how to rebuild the gallery of this file if it is one
/// of another network
void expect_model(const Gallery& gallery, const ModelMetadata& model,
                  const std::filesystem::path& path);

/// Says on standard error, also where notes are not wanted, that the last addition to a gallery
/// never came to its end.
/// @return whether it did not
bool say_torn(const StoredGallery& stored, const std::filesystem::path& path);

/// "3 faces of 2 people added, ..." for a note.
[[nodiscard]] std::string enrolment_text(const Enrolment& counts);

/// The same with what was left out and the warning, a line each.
[[nodiscard]] std::string enrolment_text(const Enrolment& counts, const NamedPhotos& photos);

}  // namespace mien::cli
