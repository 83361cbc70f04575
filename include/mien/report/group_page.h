#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "mien/core/left_out.h"

namespace mien {

struct GroupPageFace {
  std::string caption;
  std::vector<std::byte> picture;  ///< JPEG or PNG; may be empty
};

struct GroupPageGroup {
  std::string title;
  std::vector<GroupPageFace> faces;
};

/// What a page of groups of faces shows. All texts are plain and are escaped.
struct GroupPage {
  std::string title = "People";
  std::vector<std::pair<std::string, std::size_t>> counts;  ///< shown first, in large figures
  LeftOut left_out;                                         ///< of the folders of photos
  std::vector<GroupPageGroup> groups;
  std::string method;  ///< how the groups came about
};

/// Writes one self-contained HTML page (no script, and no style, font or picture from elsewhere).
/// @param path "-" is standard output; a regular file appears only when it is whole
/// @throws Error (ErrorCode::output)
void write_group_page(const GroupPage& page, const std::filesystem::path& path);

}  // namespace mien
