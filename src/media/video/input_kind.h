#pragma once

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

/// Tells by the form of the name, then by what is there: a regular file is a clip if it begins as
/// one (`is_clip_data`) or if its name ends as one's. Reads at
/// most the first bytes of regular files, and waits for nothing.
[[nodiscard]] InputKind input_kind(const std::string& name);

/// Whether a file that begins so is of a container that holds clips: MP4, MOV and 3GP, Matroska and
/// WebM, AVI, MPEG-TS and -PS, Ogg, ASF (WMV), FLV, IVF, Y4M. Not playlists, which name other files
/// and addresses.
/// @param data the first bytes, 400 if there are so many
[[nodiscard]] bool is_clip_data(Bytes data);

/// N of "camera:N", 0 to 999.
[[nodiscard]] std::optional<int> camera_number(const std::string& name);

}  // namespace mien::media
