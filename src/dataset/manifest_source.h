#pragma once

#include <filesystem>
#include <memory>

#include "dataset/source.h"

namespace mien::dataset {

/// Opens a manifest: a CSV file whose column "path" is relative to its folder.
/// @throws Error (ErrorCode::input) as `open_source` does
[[nodiscard]] std::shared_ptr<const PictureSource> open_manifest(const std::filesystem::path& path);

}  // namespace mien::dataset
