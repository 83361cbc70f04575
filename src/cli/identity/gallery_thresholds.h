#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "mien/identity/gallery.h"

namespace mien::cli {

struct ThresholdListing {
  std::vector<double> false_accepts = {0.01, 0.001, 0.0001};
  std::filesystem::path json;
  std::string data;  ///< what to call the data in JSON; empty describes the gallery
  int threads = 0;   ///< 0: all processors
  bool quiet = false;
};

/// Measures operating points on all pairs of a gallery's faces and writes them as text, or as JSON.
/// @throws Error (ErrorCode::input) if there is no pair of one kind, or over 20,000 faces
void write_thresholds(const Gallery& gallery, const ThresholdListing& listing);

}  // namespace mien::cli
