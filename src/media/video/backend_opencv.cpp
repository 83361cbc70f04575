#include <cstdint>
#include <exception>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/videoio.hpp>
#include <string>
#include <utility>
#include <vector>

#include "media/video/backend.h"
#include "media/video/ffmpeg_log.h"

namespace mien::media {

namespace {

/// How far frames are to be turned clockwise: 0, 90, 180 or 270 degrees. OpenCV 4.6 has the sign
/// wrong (its issue 22088) and would turn them upside down by itself.
int clockwise_turn(const cv::VideoCapture& capture) {
  const int degrees = static_cast<int>(capture.get(cv::CAP_PROP_ORIENTATION_META)) % 360;
  const bool reversed = cv::getVersionMajor() == 4 && cv::getVersionMinor() == 6;
  return (reversed ? 720 - degrees : 360 + degrees) % 360;
}

cv::Mat turned(const cv::Mat& picture, int degrees) {
  cv::Mat result;
  if (degrees == 90) cv::rotate(picture, result, cv::ROTATE_90_CLOCKWISE);
  if (degrees == 180) cv::rotate(picture, result, cv::ROTATE_180);
  if (degrees == 270) cv::rotate(picture, result, cv::ROTATE_90_COUNTERCLOCKWISE);
  return result.empty() ? picture : result;
}

class OpenCvDecoder final : public ClipDecoder {
 public:
  explicit OpenCvDecoder(const ClipRequest& request) {
    if (request.kind == ClipRequest::Kind::camera) {
      capture_.open(request.camera, cv::CAP_V4L2);
      return;
    }
    const std::vector<int> parameters = {
        cv::CAP_PROP_OPEN_TIMEOUT_MSEC, static_cast<int>(1000 * request.open_timeout),
        cv::CAP_PROP_READ_TIMEOUT_MSEC, static_cast<int>(1000 * request.read_timeout)};
    // Without the prefix FFmpeg takes what stands before a colon for a protocol.
    const bool file = request.kind == ClipRequest::Kind::file;
    capture_.open((file ? "file:" : "") + request.address, cv::CAP_FFMPEG, parameters);
    capture_.set(cv::CAP_PROP_ORIENTATION_AUTO, 0);
    if (capture_.isOpened()) turn_ = clockwise_turn(capture_);
  }

  [[nodiscard]] bool opened() const { return capture_.isOpened(); }

  [[nodiscard]] ClipFacts facts() const override {
    int width = static_cast<int>(capture_.get(cv::CAP_PROP_FRAME_WIDTH));
    int height = static_cast<int>(capture_.get(cv::CAP_PROP_FRAME_HEIGHT));
    if (turn_ % 180 != 0) std::swap(width, height);
    return {width, height, capture_.get(cv::CAP_PROP_FPS), capture_.get(cv::CAP_PROP_FRAME_COUNT)};
  }

  bool grab() override {
    try {
      return capture_.grab();
    } catch (const cv::Exception&) {
      return false;
    }
  }

  [[nodiscard]] double milliseconds() const override { return capture_.get(cv::CAP_PROP_POS_MSEC); }

  [[nodiscard]] RawFrame picture() override {
    try {
      if (!capture_.retrieve(stored_) || stored_.type() != CV_8UC3) return {};
      picture_ = turned(stored_, turn_);
    } catch (const cv::Exception&) {
      return {};
    }
    return {picture_.ptr(), picture_.cols, picture_.rows, picture_.step[0]};
  }

  [[nodiscard]] Faults faults() const override { return log_.faults(); }

 private:
  FfmpegLog log_;
  cv::VideoCapture capture_;
  int turn_ = 0;  ///< degrees clockwise
  cv::Mat stored_;
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
    writer_.write(cv::Mat(picture.height, picture.width, CV_8UC3,
                          const_cast<std::uint8_t*>(picture.pixels), picture.stride));
  }

 private:
  cv::VideoWriter writer_;
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
      auto decoder = std::make_unique<OpenCvDecoder>(request);
      if (decoder->opened()) return {std::move(decoder), {}};
      return {nullptr, decoder->faults().first};
    } catch (const cv::Exception& error) {
      return {nullptr, error.err};
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

extern "C" const mien::media::VideoBackend* mien_video_backend_1() {
  static const mien::media::OpenCvBackend backend;
  return &backend;
}
