#pragma once

#include <filesystem>

namespace mien::media {

/// Whether a file is a chain of whole MP4 boxes with an index ("moov"): encoders say nothing of a
/// full disk, which leaves the index out.
[[nodiscard]] bool is_whole_mp4(const std::filesystem::path& path);

}  // namespace mien::media
