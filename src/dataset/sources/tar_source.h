#pragma once

#include <filesystem>
#include <memory>

#include "dataset/source.h"

namespace mien::dataset {

/// Opens a tar archive, uncompressed, that holds labels.csv or a folder for each class.
/// @throws Error (ErrorCode::input) as `open_source` does
[[nodiscard]] std::shared_ptr<const PictureSource> open_tar(const std::filesystem::path& path);

}  // namespace mien::dataset
