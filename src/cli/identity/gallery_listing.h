#pragma once

#include <filesystem>

#include "mien/identity/gallery.h"

namespace mien::cli {

/// How a gallery is listed; without files as text on standard output.
struct GalleryListing {
  bool photos = false;  ///< a row for each face, not for each person
  std::filesystem::path json;
  std::filesystem::path csv;
};

/// @throws Error (ErrorCode::usage) if two outputs go to standard output, (ErrorCode::output)
void write_listing(const Gallery& gallery, const GalleryListing& listing);

}  // namespace mien::cli
