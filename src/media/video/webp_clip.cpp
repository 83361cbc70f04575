#include "media/video/webp_clip.h"

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <utility>

#include "media/formats/webp_frames.h"
#include "media/probe.h"
#include "media/read_file.h"
#include "mien/core/error.h"

namespace mien::media {

namespace {

class WebpClip final : public ClipDecoder {
 public:
  explicit WebpClip(FileBytes file) : file_(std::move(file)), frames_(file_.bytes()) {}

  [[nodiscard]] bool valid() const { return frames_.valid(); }

  [[nodiscard]] ClipFacts facts() const override {
    // The format has durations and no rate: pictures are counted and not timed beforehand.
    return {frames_.size().width, frames_.size().height, 0, static_cast<double>(frames_.count())};
  }

  bool grab() override {
    if (read_ == frames_.count() || faults_.count > 0) return false;
    frame_ = frames_.next();
    if (frame_) {
      ++read_;
    } else {
      faults_ = {1, fmt::format("picture {} of {} cannot be decoded", read_ + 1, frames_.count())};
    }
    return frame_.has_value();
  }

  [[nodiscard]] double milliseconds() const override { return static_cast<double>(frame_->start); }

  [[nodiscard]] RawFrame picture() override {
    const Image& picture = frame_->picture;
    return {picture.row(0), picture.width(), picture.height(),
            static_cast<std::size_t>(picture.stride())};
  }

  [[nodiscard]] Faults faults() const override { return faults_; }

 private:
  FileBytes file_;
  WebpFrames frames_;
  std::optional<WebpFrames::Frame> frame_;
  int read_ = 0;
  Faults faults_;
};

}  // namespace

std::unique_ptr<ClipDecoder> open_webp_clip(const std::string& path, std::int64_t max_pixels) {
  FileBytes file = read_file(path);
  // Checks the size before memory is taken for it.
  static_cast<void>(probe_image(file.bytes(), path, max_pixels, Animations::taken));
  auto clip = std::make_unique<WebpClip>(std::move(file));
  if (!clip->valid()) {
    throw Error(ErrorCode::input, fmt::format("{}: animated WebP damaged or cut short", path));
  }
  return clip;
}

}  // namespace mien::media
