#pragma once

#include <filesystem>
#include <memory>

#include "dataset/source.h"

namespace mien::dataset {

/// Opens a folder with a folder for each class (see `records_by_folder`).
/// @throws Error (ErrorCode::input) as `open_source` does
[[nodiscard]] std::shared_ptr<const PictureSource> open_folder(const std::filesystem::path& path);

}  // namespace mien::dataset
