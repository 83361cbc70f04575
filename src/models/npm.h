#pragma once

#include <filesystem>
#include <string>

#include "mien/models/catalogue.h"
#include "models/bytes.h"

namespace mien::models {

/// The name that `npm pack` gives the tarball of a package, such as "vladmandic-human-3.3.6.tgz".
[[nodiscard]] std::string tarball_name(const PackageSource& source);

/// The tarball of a package, whose integrity is that of the source: from a folder or, if that is
/// empty, by running `npm pack` in a temporary folder.
/// @throws Error (ErrorCode::setup) if npm is missing or fails, or the folder has not the file;
/// (model) if the integrity differs.
[[nodiscard]] Bytes get_tarball(const PackageSource& source, const std::filesystem::path& packages);

}  // namespace mien::models
