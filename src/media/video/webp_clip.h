#pragma once

#include <memory>
#include <string>

#include "media/video/backend.h"

namespace mien::media {

/// An animated WebP as a clip; FFmpeg does not read such.
/// @throws Error (ErrorCode::input) if it cannot be read, or its pictures are over `max_pixels`
[[nodiscard]] std::unique_ptr<ClipDecoder> open_webp_clip(const std::string& path,
                                                          std::int64_t max_pixels);

}  // namespace mien::media
