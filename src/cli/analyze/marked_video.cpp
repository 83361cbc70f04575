#include "cli/analyze/marked_video.h"

#include <algorithm>
#include <utility>

#include "mien/media/image_io.h"

namespace mien::cli {

namespace {

/// Frames a second of the file: the clip's, if a player can keep up with it.
double video_rate(double frame_rate) {
  return frame_rate >= 1 ? std::min(frame_rate, 120.0) : 25.0;
}

}  // namespace

MarkedVideo::MarkedVideo(std::filesystem::path path, double frame_rate)
    : path_(std::move(path)), frame_rate_(video_rate(frame_rate)) {}

void MarkedVideo::write(const Image& drawn, double seconds) {
  if (!writer_) {
    size_ = drawn.size();
    writer_.emplace(path_, size_, VideoWriterOptions{.frame_rate = frame_rate_});
  }
  const bool fits = drawn.size() == size_;
  writer_->write(fits ? drawn : resize(drawn, size_), seconds);
}

void MarkedVideo::finish() {
  if (writer_) writer_->finish();
}

}  // namespace mien::cli
