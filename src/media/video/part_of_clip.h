#pragma once

#include <cstdint>
#include <string>

#include "mien/media/frame_source.h"

namespace mien::media {

/// Says that the part of a clip that was asked for holds no frame.
/// @param frames how many were read up to its end
/// @param seconds how long they last
/// @throws Error (ErrorCode::input) always
[[noreturn]] void fail_outside(const std::string& name, const FrameSourceOptions& options,
                               std::int64_t frames, double seconds);

}  // namespace mien::media
