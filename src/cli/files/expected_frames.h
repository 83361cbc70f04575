#pragma once

#include <cstddef>

#include "mien/media/frame_source.h"

namespace mien::cli {

/// Frames that a run will give; 0 if nobody knows.
[[nodiscard]] std::size_t expected_frames(const ClipInfo& info,
                                          const FrameSourceOptions& options = {});

}  // namespace mien::cli
