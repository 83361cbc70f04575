#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "media/byte_reader.h"

namespace mien::media {

/// What an input is.
enum class InputKind {
  picture,   ///< a file that is not a clip; also one that does not exist
  clip,      ///< a video file
  folder,    ///< of pictures and clips, or of the pictures of one clip: the name cannot tell
  sequence,  ///< numbered pictures by a pattern such as "%04d.png"
  camera,    ///< "camera:0"
  stream,    ///< an address such as "rtsp://host/path"
};

/// Tells by the form of the name, then by what is there. A regular file is a clip if it begins as
/// one, is an animation (`is_animation`), or has the ending of a clip. Reads no more of regular
/// files than that needs, and waits for nothing.
[[nodiscard]] InputKind input_kind(const std::string& name);

/// FFmpeg's name of the container of a clip that begins so: MP4, MOV and 3GP, Matroska and WebM,
/// AVI, MPEG-TS and -PS, Ogg, ASF (WMV), FLV, IVF, Y4M. Not playlists, which name other files and
/// addresses.
/// @param data the first bytes, 400 if there are so many
[[nodiscard]] std::optional<std::string> clip_format(Bytes data);
[[nodiscard]] bool is_clip_data(Bytes data);

/// The same of a regular file, and "gif", "apng" or `webp_clip_format` of an animation; nothing if
/// it is no clip by its content.
[[nodiscard]] std::optional<std::string> clip_format_of(const std::filesystem::path& path);

/// FFmpeg reads no animated WebP.
inline constexpr const char* webp_clip_format = "webp";

/// N of "camera:N", 0 to 999.
[[nodiscard]] std::optional<int> camera_number(const std::string& name);

}  // namespace mien::media
