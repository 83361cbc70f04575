#pragma once

#include <cstdint>
#include <memory>
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

  /// The next frame, or nothing at the end. Times never fall.
  /// @throws Error (ErrorCode::input) if not one frame can be read, or none lies in the part that
  /// the options name. Later damage is passed over
  /// where frames follow it and else ends the clip, and `damage` says so.
  virtual std::optional<Frame> next() = 0;

  [[nodiscard]] virtual const ClipInfo& info() const = 0;

  /// After the end: what is missing or doubtful, such as "cut short: 31 of 250 frames could be
  /// read"; empty if the clip was read whole.
  [[nodiscard]] virtual std::string damage() const = 0;
};

/// How to read a clip.
struct FrameSourceOptions {
  std::int64_t max_pixels = 100'000'000;  ///< frames of more pixels (width * height) are refused
  double picture_rate = 25;  ///< frames a second of a folder of pictures, above 0 to 1000
  double from = 0;           ///< seconds: earlier frames are passed over
  std::optional<double> to = std::nullopt;  ///< seconds: the first frame from here on ends the clip
  int every = 1;                            ///< use every Nth frame, by `Frame::index`; at least 1
  double open_timeout = 10;  ///< seconds that a stream may take to open, above 0 to 3600
  double read_timeout = 10;  ///< seconds to wait for a frame of a stream, above 0 to 3600
};

/// Opens what `name` says (docs/guides/clips.md): a video file, or an animated GIF, PNG or WebP. It
/// can also be a folder of pictures, in natural order of their names, or numbered pictures, such as
/// "shots/%04d.png". "camera:0" is a camera, and "rtsp://host/path" the address of a stream.
/// @throws Error (ErrorCode::input) if it does not exist, is not a clip, or cannot be opened in
/// time; (ErrorCode::usage) for options out of range; (ErrorCode::setup) if mien's video module or
/// the libraries that it needs are not installed
[[nodiscard]] std::unique_ptr<FrameSource> open_frames(const std::string& name,
                                                       const FrameSourceOptions& options = {});

/// The same frames, decoded ahead on a thread of their own. They wait in a queue of at most `depth`
/// frames and 100 million pixels, so that memory does not grow with the clip. What `source` throws
/// is thrown by `next` in its place. Of a live source the oldest frame in a full queue is dropped,
/// so that the answer keeps up with the present. Destruction waits for the frame that is being
/// read, at most the source's time limit.
/// @param depth at least 1
/// @throws Error (ErrorCode::usage) for an impossible depth or no source
[[nodiscard]] std::unique_ptr<FrameSource> prefetch(std::unique_ptr<FrameSource> source,
                                                    int depth = 4);

}  // namespace mien
