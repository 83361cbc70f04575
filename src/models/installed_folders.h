#pragma once

#include <filesystem>
#include <vector>

namespace mien::models {

/// Where a part of mien's data is. The first two are relative to the folders of the binaries.
struct DataPlaces {
  const char* from_library = "";
  const char* from_program = "";
  const char* in_source = "";  ///< in the source tree; empty in packages, which know none
};

/// Folders where the data may be, the likeliest first: beside the library or program that holds
/// this code, and the source tree that it was built from.
/// @param variable of the environment, whose folder is the only one if it is set
[[nodiscard]] std::vector<std::filesystem::path> installed_folders(const char* variable,
                                                                   const DataPlaces& places);

}  // namespace mien::models
