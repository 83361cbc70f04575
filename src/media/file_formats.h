#pragma once

#include <filesystem>
#include <span>
#include <string_view>

namespace mien::media {

/// What mien makes of the files of a format.
enum class FormatUse {
  picture,  ///< a photo
  clip,     ///< a video
  unread,   ///< a picture or video that mien knows and cannot read
};

/// A format by the ending of its files' names.
struct FileFormat {
  std::string_view ending;  ///< lower case, with its dot
  FormatUse use = FormatUse::unread;
  std::string_view name;  ///< for people, such as "JPEG 2000"
};

/// All formats that are known by their endings. Every walk of a folder goes by this table.
[[nodiscard]] std::span<const FileFormat> file_formats();

/// The format that a name's ending stands for, in small or capital letters; nullptr for another.
[[nodiscard]] const FileFormat* format_of_name(const std::filesystem::path& path);

/// Whether a folder's file counts as a picture, by the ending of its name.
[[nodiscard]] bool is_picture_name(const std::filesystem::path& path);

/// Whether a folder's file counts as a clip, by the ending of its name.
[[nodiscard]] bool is_clip_name(const std::filesystem::path& path);

}  // namespace mien::media
