#pragma once

#include "media/video/backend.h"

namespace mien::media {

/// The video module, loaded at the first call and kept.
/// @throws Error (ErrorCode::setup) if it or a library that it needs is not there
[[nodiscard]] const VideoBackend& video_backend();

}  // namespace mien::media
