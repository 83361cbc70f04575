#include "media/video/part_of_clip.h"

#include <fmt/format.h>

#include "mien/core/error.h"

namespace mien::media {

void fail_outside(const std::string& name, const FrameSourceOptions& options, std::int64_t frames,
                  double seconds) {
  const std::string to = options.to ? fmt::format(" to {} s", *options.to) : "";
  const std::string every = options.every > 1 ? fmt::format(", each {}th", options.every) : "";
  throw Error(
      ErrorCode::input,
      fmt::format("{}: expected frames from {} s{}{}, found none: {} {} of {:.2f} s were read",
                  name, options.from, to, every, frames, frames == 1 ? "frame" : "frames",
                  seconds));
}

}  // namespace mien::media
