#pragma once

#include <filesystem>
#include <optional>

#include "mien/core/image.h"
#include "mien/media/video_writer.h"

namespace mien::cli {

/// The marked copy of a clip: an .mp4 with the size of its first picture and the clip's frame rate.
class MarkedVideo {
 public:
  /// @param frame_rate of the clip, 0 if unknown
  MarkedVideo(std::filesystem::path path, double frame_rate);

  /// @param drawn resized if it has another size than the first one, as numbered pictures may
  /// @throws Error as `VideoWriter`
  void write(const Image& drawn, double seconds);

  /// Puts the file in its place; without a picture there is none.
  void finish();

 private:
  std::filesystem::path path_;
  double frame_rate_;
  std::optional<VideoWriter> writer_;
  Size size_;
};

}  // namespace mien::cli
