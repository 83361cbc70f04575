#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "cli/photo_reader.h"
#include "mien/identity/gallery.h"

namespace mien::cli {

/// A photo of somebody.
struct NamedPhoto {
  std::string person;
  std::filesystem::path photo;
};

/// Where the photos of a gallery come from; one of the three.
struct GallerySource {
  std::vector<std::string> paths;  ///< folders of people, or photos of `name`
  std::string name;
  std::filesystem::path csv;
};

/// The photos of people:
/// - of `paths` without a name: folders in which each folder is a person, with photos at any depth,
///   and each photo that lies beside them is the one of a person with its name
/// - of `paths` with a name: photos (files, folders, patterns) of that person
/// - of `csv`: its columns "path" (relative to the file) and "person"
/// @throws Error (ErrorCode::usage) for other combinations, or if there is no photo
[[nodiscard]] std::vector<NamedPhoto> named_photos(const GallerySource& source);

/// What came of photos.
struct Enrolment {
  std::size_t added = 0;
  std::size_t known = 0;     ///< passed over: the same person and photo is there
  std::size_t several = 0;   ///< of the added: photos with several faces
  std::size_t failures = 0;  ///< photos without a face, or that cannot be read
};

/// The largest face of each photo as a gallery; without entries if all photos are known.
struct EnrolledPhotos {
  Gallery gallery;
  Enrolment counts;
  std::vector<std::string> poor;  ///< sentences about added photos that are hard to compare
};

/// Failures are said on standard error.
/// @param known entries to pass over
/// @throws Error (ErrorCode::input) if not one photo has a face
[[nodiscard]] EnrolledPhotos enrol(const PhotoReader& reader, std::span<const NamedPhoto> photos,
                                   std::span<const GalleryEntry> known = {});

/// @throws Error (ErrorCode::usage) that says how to rebuild the gallery of this file if it is one
/// of another network
void expect_model(const Gallery& gallery, const ModelMetadata& model,
                  const std::filesystem::path& path);

/// "3 photos added, ..." for a note.
[[nodiscard]] std::string enrolment_text(const Enrolment& counts);

}  // namespace mien::cli
