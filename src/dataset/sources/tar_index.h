#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "dataset/input_file.h"

namespace mien::dataset {

/// Where a member's bytes lie in an archive.
struct TarMember {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

/// The regular files of a tar archive by path ("./" before it is dropped).
using TarIndex = std::unordered_map<std::string, TarMember>;

/// What an archive holds.
struct TarListing {
  TarIndex files;
  std::vector<std::string> links;  ///< symbolic and hard ones, which are not followed
};

/// Finds the files of an uncompressed tar archive (ustar, GNU or pax) without reading them.
/// @throws Error (ErrorCode::input) if it is none, damaged, cut off or compressed. Also if it has a
/// file twice, a sparse one, or one whose path is absolute or has a ".." in it.
[[nodiscard]] TarListing index_tar(const InputFile& file);

}  // namespace mien::dataset
