#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "mien/core/geometry.h"
#include "mien/core/image.h"

namespace mien {

/// One frame of a clip.
struct Frame {
  Image picture;       ///< upright
  double seconds = 0;  ///< its time from the start of the clip, from the container where it has one
  std::int64_t index = 0;  ///< 0, 1, 2 and so on in the order of decoding
};

/// What is known of a clip before it is decoded.
struct ClipInfo {
  std::string name;       ///< as the user gave it
  Size size;              ///< of the upright frames, pixels; 0 x 0 if unknown
  double frame_rate = 0;  ///< nominal frames a second; 0 if unknown
  double duration = 0;    ///< seconds by the container; 0 if unknown or live
  bool live = false;      ///< a camera or a stream, which has no end of its own
};

/// Frames in the order of time: a video file, a folder of numbered pictures, a camera, a stream.
/// Not for several threads at once.
class FrameSource {
 public:
  virtual ~FrameSource() = default;

  /// The next frame, or nothing at the end.
  /// @throws Error (ErrorCode::input) if the first frame cannot be read. Damage after it ends the
  /// clip, and `damage` says so.
  virtual std::optional<Frame> next() = 0;

  [[nodiscard]] virtual const ClipInfo& info() const = 0;

  /// After the end: what cut the clip short, such as "cut short: 31 of 250 frames could be read";
  /// empty if it was read whole.
  [[nodiscard]] virtual std::string damage() const = 0;
};

}  // namespace mien
