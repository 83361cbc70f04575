#include <cstdint>
#include <limits>
#include <memory>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>
#include <string>
#include <utility>

#include "media/video/backend.h"
#include "media/video/ffmpeg_decoder.h"
#include "media/video/ffmpeg_log.h"

namespace mien::media {

namespace {

/// A camera.
class OpenCvDecoder final : public ClipDecoder {
 public:
  explicit OpenCvDecoder(int camera) { capture_.open(camera, cv::CAP_V4L2); }

  [[nodiscard]] bool opened() const { return capture_.isOpened(); }

  [[nodiscard]] ClipFacts facts() const override {
    return {static_cast<int>(capture_.get(cv::CAP_PROP_FRAME_WIDTH)),
            static_cast<int>(capture_.get(cv::CAP_PROP_FRAME_HEIGHT)),
            capture_.get(cv::CAP_PROP_FPS), 0};
  }

  bool grab() override {
    try {
      return capture_.grab();
    } catch (const cv::Exception&) {
      return false;
    }
  }

  [[nodiscard]] double milliseconds() const override {
    return std::numeric_limits<double>::quiet_NaN();  // its frames have the time at which they come
  }

  [[nodiscard]] RawFrame picture() override {
    try {
      if (!capture_.retrieve(stored_) || stored_.type() != CV_8UC3) return {};
      cv::cvtColor(stored_, picture_, cv::COLOR_BGR2RGB);
    } catch (const cv::Exception&) {
      return {};
    }
    return {picture_.ptr(), picture_.cols, picture_.rows, picture_.step[0]};
  }

  [[nodiscard]] Faults faults() const override { return {}; }

 private:
  cv::VideoCapture capture_;
  cv::Mat stored_;  ///< BGR
  cv::Mat picture_;
};

class OpenCvEncoder final : public ClipEncoder {
 public:
  OpenCvEncoder(const std::string& path, int fourcc, double frame_rate, cv::Size size) {
    writer_.open(path, cv::CAP_FFMPEG, fourcc, frame_rate, size, true);
  }

  [[nodiscard]] bool opened() const { return writer_.isOpened(); }

  void write(const RawFrame& picture) override {
    // OpenCV has no type for pixels that are only read.
    const cv::Mat colours(picture.height, picture.width, CV_8UC3,
                          const_cast<std::uint8_t*>(picture.pixels), picture.stride);
    cv::cvtColor(colours, stored_, cv::COLOR_RGB2BGR);
    writer_.write(stored_);
  }

 private:
  cv::VideoWriter writer_;
  cv::Mat stored_;  ///< BGR
};

class OpenCvBackend final : public VideoBackend {
 public:
  OpenCvBackend() {
    // Both warn on standard error of what `OpenedClip::failure` says.
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    FfmpegLog::silence();
  }

  [[nodiscard]] OpenedClip open(const ClipRequest& request) const override {
    try {
      if (request.kind != ClipRequest::Kind::camera) return open_with_ffmpeg(request);
      auto decoder = std::make_unique<OpenCvDecoder>(request.camera);
      if (decoder->opened()) return {std::move(decoder), {}};
      return {};
    } catch (const cv::Exception& error) {
      return {nullptr, "none: " + error.err};
    }
  }

  [[nodiscard]] std::unique_ptr<ClipEncoder> create(const std::string& path, int width, int height,
                                                    double frame_rate) const override {
    for (const int fourcc : {cv::VideoWriter::fourcc('a', 'v', 'c', '1'),
                             cv::VideoWriter::fourcc('m', 'p', '4', 'v')}) {
      try {
        auto encoder =
            std::make_unique<OpenCvEncoder>(path, fourcc, frame_rate, cv::Size(width, height));
        if (encoder->opened()) return encoder;
      } catch (const cv::Exception&) {
        continue;
      }
    }
    return nullptr;
  }
};

}  // namespace

}  // namespace mien::media

extern "C" const mien::media::VideoBackend* mien_video_backend_3() {
  static const mien::media::OpenCvBackend backend;
  return &backend;
}
