#include "cli/files/expected_frames.h"

#include <algorithm>
#include <cmath>

namespace mien::cli {

std::size_t expected_frames(const ClipInfo& info, const FrameSourceOptions& options) {
  const double end = std::min(options.to.value_or(info.duration), info.duration);
  const double frames = (end - options.from) * info.frame_rate;
  return std::isfinite(frames) && frames > 0 ? static_cast<std::size_t>(std::llround(frames)) : 0;
}

}  // namespace mien::cli
