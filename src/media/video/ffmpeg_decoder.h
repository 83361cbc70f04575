#pragma once

#include "media/video/backend.h"

namespace mien::media {

/// Opens a file or a stream with FFmpeg's own libraries.
[[nodiscard]] OpenedClip open_with_ffmpeg(const ClipRequest& request);

}  // namespace mien::media
