#pragma once

#include <filesystem>

namespace mien::media {

/// Whether a folder's file counts as a picture, by the ending of its name.
[[nodiscard]] bool is_picture_name(const std::filesystem::path& path);

}  // namespace mien::media
