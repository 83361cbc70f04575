#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace mien::media {

/// The mark by which mien knows a marked picture or clip that it wrote and that nobody changed
/// since. It is a comment of the format with a digest of the file's size, beginning and end.

/// The picture with the mark in it.
/// @param picture a JPEG or PNG as `encode_jpeg` and `encode_png` give it
[[nodiscard]] std::vector<std::byte> with_mark(std::span<const std::byte> picture);

/// Appends the mark to an MP4.
/// @param descriptor open for reading and writing
/// @return false if the system fails (errno says how)
[[nodiscard]] bool append_mark(int descriptor);

/// Whether a file has the mark of what is in it. False for what cannot be read.
[[nodiscard]] bool has_mark(const std::filesystem::path& path);

}  // namespace mien::media
