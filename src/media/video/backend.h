#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

// What libmien asks of its video module. FFmpeg and OpenCV's videoio bring some 240 shared
// libraries, which only a run that reads or writes a clip shall load. Therefore they live in a
// module of their own, and this header is all that the two have in common. Nothing here throws but
// std::bad_alloc.

namespace mien::media {

struct ClipRequest {
  enum class Kind { file, camera, stream };
  Kind kind = Kind::file;
  std::string address;  ///< path or URL
  std::string format;   ///< of a file: FFmpeg's name of its container (`clip_format`)
  std::int64_t max_pixels = 0;
  int camera = 0;
  double open_timeout = 10;  ///< seconds
  double read_timeout = 10;
};

/// What the container says; 0 where it says nothing.
struct ClipFacts {
  int width = 0;  ///< upright
  int height = 0;
  double frame_rate = 0;
  double frames = 0;  ///< often a guess from duration and rate
};

/// RGB, 8 bit, of the decoder: until its next `grab`. Null if there is none.
struct RawFrame {
  const std::uint8_t* pixels = nullptr;
  int width = 0;
  int height = 0;
  std::size_t stride = 0;
};

/// What the decoder complained of since the clip was opened.
struct Faults {
  int count = 0;
  std::string first;  ///< its words
};

class ClipDecoder {
 public:
  virtual ~ClipDecoder() = default;
  [[nodiscard]] virtual ClipFacts facts() const = 0;
  /// Decodes the next frame; false at the end, after damage, or if none came in time.
  virtual bool grab() = 0;
  /// Of the grabbed frame from the start of the clip, milliseconds; not a number where unknown.
  [[nodiscard]] virtual double milliseconds() const = 0;
  [[nodiscard]] virtual RawFrame picture() = 0;
  [[nodiscard]] virtual Faults faults() const = 0;
};

class ClipEncoder {
 public:
  virtual ~ClipEncoder() = default;
  /// RGB, 8 bit, of the size that was asked for.
  virtual void write(const RawFrame& picture) = 0;
};

/// A decoder, or what was found in its place, such as "sound alone".
struct OpenedClip {
  std::unique_ptr<ClipDecoder> decoder;
  std::string failure;
};

class VideoBackend {
 public:
  virtual ~VideoBackend() = default;
  [[nodiscard]] virtual OpenedClip open(const ClipRequest& request) const = 0;
  /// Null if no encoder can be had. Destruction completes the file.
  [[nodiscard]] virtual std::unique_ptr<ClipEncoder> create(const std::string& path, int width,
                                                            int height,
                                                            double frame_rate) const = 0;
};

/// The name of the function `const VideoBackend*()` that the module exports. The number goes up
/// with each change of this header, so that a module of another build is refused.
inline constexpr const char* video_backend_symbol = "mien_video_backend_3";

}  // namespace mien::media

extern "C" const mien::media::VideoBackend* mien_video_backend_3();
