#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "mien/core/geometry.h"
#include "mien/core/image.h"

namespace mien {

struct VideoWriterOptions {
  double frame_rate = 25;  ///< of the file, 1 to 120
};

/// Writes an .mp4: H.264 where FFmpeg has an encoder for it, else MPEG-4 part 2. The file has a
/// constant frame rate: a picture is repeated until the next one's time, or dropped where two fall
/// into one frame. Of a pause over ten seconds ten are kept. The file appears under its name only
/// when it is finished. Memory does not grow with the number of pictures. Not for several threads
/// at once.
class VideoWriter {
 public:
  /// @param path ends in .mp4; a regular file
  /// @param size of the pictures; odd sides are made even by repeating the last column or row
  /// @throws Error (ErrorCode::output) if the file cannot be created, (ErrorCode::usage) for a rate
  /// or size out of range, (ErrorCode::setup) as `open_frames`
  VideoWriter(const std::filesystem::path& path, Size size, const VideoWriterOptions& options = {});
  VideoWriter(VideoWriter&&) noexcept;
  VideoWriter& operator=(VideoWriter&&) noexcept;
  VideoWriter(const VideoWriter&) = delete;
  VideoWriter& operator=(const VideoWriter&) = delete;
  /// Removes the file if it is not finished.
  ~VideoWriter();

  /// @param seconds time from the start of the file, not below that of the picture before
  /// @throws Error (ErrorCode::input) if the picture has another size
  void write(const Image& picture, double seconds);

  /// Completes the file and puts it in its place; a second call does nothing.
  /// @throws Error (ErrorCode::output) if no picture was written or the file is not whole, such as
  /// on a full disk
  void finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien
