#include "media/video/ffmpeg_decoder.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "media/video/choose_stream.h"
#include "media/video/ffmpeg_handles.h"
#include "media/video/ffmpeg_input.h"
#include "media/video/ffmpeg_log.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

namespace mien::media {

namespace {

using Clock = std::chrono::steady_clock;

/// What streams and the playlists among them may use: the network, and never a file.
constexpr const char* stream_protocols =
    "rtsp,rtsps,rtp,srtp,rtmp,rtmps,rtmpt,http,https,httpproxy,tls,tcp,udp,srt,crypto,data";

/// Pixels of all frames that the decoder's threads work on at once.
constexpr std::int64_t pixels_in_threads = 100'000'000;

/// Damaged packets in a row after which a clip is at its end.
constexpr int most_failures = 64;

std::string reason_of(int error) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  ::av_strerror(error, text.data(), text.size());
  return text.data();
}

/// Whether a demuxer is one of single pictures, such as "jpeg_pipe".
bool reads_pictures(const AVInputFormat& format) {
  const std::string_view name = format.name;
  return name.ends_with("_pipe") || name == "gif" || name == "apng" || name == "ico" ||
         name.starts_with("image2");
}

double ratio(AVRational value) {
  return value.den == 0 ? 0 : static_cast<double>(value.num) / value.den;
}

/// How far the pictures of a stream are to be turned clockwise: 0, 90, 180 or 270 degrees.
int clockwise_turn(const AVStream& stream) {
  const auto* const matrix = reinterpret_cast<const std::int32_t*>(
      ::av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr));
  if (matrix == nullptr) return 0;
  const double degrees = -::av_display_rotation_get(matrix);
  if (!std::isfinite(degrees)) return 0;
  return (static_cast<int>(std::lround(degrees / 90)) % 4 + 4) % 4 * 90;
}

cv::Mat turned(const cv::Mat& picture, int degrees) {
  cv::Mat result;
  if (degrees == 90) cv::rotate(picture, result, cv::ROTATE_90_CLOCKWISE);
  if (degrees == 180) cv::rotate(picture, result, cv::ROTATE_180);
  if (degrees == 270) cv::rotate(picture, result, cv::ROTATE_90_COUNTERCLOCKWISE);
  return result.empty() ? picture : result;
}

/// The picture in RGB on white: what is transparent has no colour of its own.
cv::Mat on_white(const cv::Mat& rgba) {
  cv::Mat result(rgba.rows, rgba.cols, CV_8UC3);
  for (int y = 0; y < rgba.rows; ++y) {
    const std::uint8_t* from = rgba.ptr(y);
    std::uint8_t* to = result.ptr(y);
    for (int x = 0; x < rgba.cols; ++x, from += 4, to += 3) {
      for (int c = 0; c < 3; ++c) {
        to[c] = static_cast<std::uint8_t>((from[c] * from[3] + 255 * (255 - from[3]) + 127) / 255);
      }
    }
  }
  return result;
}

class FfmpegDecoder final : public ClipDecoder {
 public:
  explicit FfmpegDecoder(const ClipRequest& request)
      : timeout_(request.read_timeout), max_pixels_(request.max_pixels) {
    set_deadline(request.open_timeout);
    open(request);
    if (failure_.empty() && !too_large_) open_codec();
  }

  [[nodiscard]] const std::string& failure() const { return failure_; }

  [[nodiscard]] ClipFacts facts() const override {
    if (too_large_) return *too_large_;
    int width = stream_->codecpar->width;
    int height = stream_->codecpar->height;
    if (turn_ % 180 != 0) std::swap(width, height);
    double rate = ratio(stream_->avg_frame_rate);
    if (!(rate > 0)) rate = ratio(::av_guess_frame_rate(format_.get(), stream_, nullptr));
    double seconds = 0;
    if (stream_->duration != AV_NOPTS_VALUE) {
      seconds = static_cast<double>(stream_->duration) * ratio(stream_->time_base);
    } else if (format_->duration != AV_NOPTS_VALUE) {
      seconds = static_cast<double>(format_->duration) / AV_TIME_BASE;
    }
    const auto stored = static_cast<double>(stream_->nb_frames);
    return {width, height, rate, stored > 0 ? stored : std::floor(seconds * rate + 0.5)};
  }

  bool grab() override {
    if (too_large_) return false;
    set_deadline(timeout_);
    ::av_frame_unref(frame_.get());
    int failures = 0;
    while (failures < most_failures) {
      const int received = ::avcodec_receive_frame(codec_.get(), frame_.get());
      if (received == 0) return true;
      if (received == AVERROR_EOF) return false;
      if (received != AVERROR(EAGAIN)) ++failures;
      if (draining_) {
        if (received == AVERROR(EAGAIN)) return false;
        continue;
      }
      if (!feed()) ++failures;
    }
    return false;
  }

  [[nodiscard]] double milliseconds() const override {
    const std::int64_t time = frame_->best_effort_timestamp;
    if (time == AV_NOPTS_VALUE) return std::numeric_limits<double>::quiet_NaN();
    const std::int64_t start = stream_->start_time == AV_NOPTS_VALUE ? 0 : stream_->start_time;
    return 1000 * static_cast<double>(time - start) * ratio(stream_->time_base);
  }

  [[nodiscard]] RawFrame picture() override {
    const std::int64_t pixels = std::int64_t{frame_->width} * frame_->height;
    if (pixels < 1 || pixels > max_pixels_) return {};
    try {
      if (!convert()) return {};
      picture_ = turned(stored_.channels() == 4 ? on_white(stored_) : stored_, turn_);
    } catch (const cv::Exception&) {
      return {};
    }
    return {picture_.ptr(), picture_.cols, picture_.rows, picture_.step[0]};
  }

  [[nodiscard]] Faults faults() const override { return log_.faults(); }

 private:
  static int is_late(void* self) {
    const auto& decoder = *static_cast<const FfmpegDecoder*>(self);
    return decoder.limited_ && Clock::now() >= decoder.deadline_ ? 1 : 0;
  }

  void set_deadline(double seconds) {
    deadline_ = Clock::now() +
                std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  }

  void open(const ClipRequest& request) {
    AVFormatContext* format = required(::avformat_alloc_context());
    format->opaque = log_.owner();
    format->interrupt_callback = {&is_late, this};
    const AVInputFormat* kind = nullptr;
    FfmpegOptions options;
    std::string address = request.address;
    if (request.kind == ClipRequest::Kind::file) {
      // The content has told the format: FFmpeg shall not find another one in it.
      kind = ::av_find_input_format(request.format.c_str());
      input_ = std::make_unique<FileInput>(request.address);
      if (!input_->failure().empty()) failure_ = "none: " + input_->failure();
      if (kind == nullptr) failure_ = "none: FFmpeg has no reader for " + request.format;
      if (!failure_.empty()) {
        ::avformat_free_context(format);
        return;
      }
      input_->attach(*format);
      options.set("format_whitelist", request.format);
      options.set("protocol_whitelist", "none");
      address.clear();
    } else {
      limited_ = true;
      options.set("protocol_whitelist", stream_protocols);
      options.set("rtsp_transport", "tcp");
    }
    int error = ::avformat_open_input(&format, address.c_str(), kind, options.get());
    if (error < 0) {  // which has freed the context
      failure_ = opening_failure(error);
      return;
    }
    format_.reset(format);
    if (request.kind != ClipRequest::Kind::file && reads_pictures(*format->iformat)) {
      failure_ = "a picture; save it as a file and name that";
      return;
    }
    too_large_ = refused_size();
    if (too_large_) return;
    error = find_stream_facts();
    const ChosenStream chosen = choose_stream(*format);
    if (chosen.index < 0) {
      failure_ = error < 0 ? opening_failure(error) : chosen.failure;
      return;
    }
    for (unsigned i = 0; i < format->nb_streams; ++i) {
      format->streams[i]->discard =
          static_cast<int>(i) == chosen.index ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    }
    stream_ = format->streams[chosen.index];
    turn_ = clockwise_turn(*stream_);
  }

  /// The size that the container says of pictures over the limit, for who refuses them. It is lost
  /// once FFmpeg tries to decode them.
  [[nodiscard]] std::optional<ClipFacts> refused_size() const {
    for (unsigned i = 0; i < format_->nb_streams; ++i) {
      const AVStream& stream = *format_->streams[i];
      const AVCodecParameters& codec = *stream.codecpar;
      const bool cover = (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;
      if (codec.codec_type != AVMEDIA_TYPE_VIDEO || cover) continue;
      if (std::int64_t{codec.width} * codec.height <= max_pixels_) continue;
      ClipFacts facts;
      facts.width = codec.width;
      facts.height = codec.height;
      return facts;
    }
    return std::nullopt;
  }

  /// FFmpeg decodes some frames to learn what streams hold; they must be within the limit, too.
  int find_stream_facts() {
    const unsigned count = format_->nb_streams;
    std::vector<AVDictionary*> options(std::max(count, 1U), nullptr);
    for (AVDictionary*& dictionary : options) {
      ::av_dict_set_int(&dictionary, "max_pixels", max_pixels_, 0);
      ::av_dict_set(&dictionary, "threads", "1", 0);
    }
    const int error = ::avformat_find_stream_info(format_.get(), options.data());
    for (AVDictionary*& dictionary : options) ::av_dict_free(&dictionary);
    return error;
  }

  [[nodiscard]] std::string opening_failure(int error) const {
    const Faults faults = log_.faults();
    return "none: " + (faults.first.empty() ? reason_of(error) : faults.first);
  }

  void open_codec() {
    const AVCodec* const decoder = ::avcodec_find_decoder(stream_->codecpar->codec_id);
    codec_.reset(required(::avcodec_alloc_context3(decoder)));
    ::avcodec_parameters_to_context(codec_.get(), stream_->codecpar);
    codec_->opaque = log_.owner();
    codec_->pkt_timebase = stream_->time_base;
    codec_->max_pixels = max_pixels_;
    const std::int64_t pixels =
        std::max<std::int64_t>(1, std::int64_t{codec_->width} * codec_->height);
    const auto processors = static_cast<std::int64_t>(std::thread::hardware_concurrency());
    codec_->thread_count = static_cast<int>(
        std::clamp<std::int64_t>(std::min(processors, pixels_in_threads / pixels), 1, 16));
    const int error = ::avcodec_open2(codec_.get(), decoder, nullptr);
    if (error < 0) failure_ = opening_failure(error);
  }

  /// Gives the decoder the next packet of the stream; false if the file or the packet is damaged.
  bool feed() {
    const int error = ::av_read_frame(format_.get(), packet_.get());
    if (error == AVERROR(EAGAIN)) return true;
    if (error == AVERROR_INVALIDDATA) return false;
    if (error < 0) {
      draining_ = true;
      ::avcodec_send_packet(codec_.get(), nullptr);
      return true;
    }
    bool taken = true;
    if (packet_->stream_index == stream_->index) {
      taken = ::avcodec_send_packet(codec_.get(), packet_.get()) >= 0;
    }
    ::av_packet_unref(packet_.get());
    return taken;
  }

  /// The colours of the frame in `stored_`.
  bool convert() {
    const auto from = static_cast<AVPixelFormat>(frame_->format);
    const AVPixFmtDescriptor* const description = ::av_pix_fmt_desc_get(from);
    if (description == nullptr) return false;
    const bool alpha = (description->flags & AV_PIX_FMT_FLAG_ALPHA) != 0 || from == AV_PIX_FMT_PAL8;
    const AVPixelFormat to = alpha ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB24;
    scaler_.reset(::sws_getCachedContext(scaler_.release(), frame_->width, frame_->height, from,
                                         frame_->width, frame_->height, to, SWS_BICUBIC, nullptr,
                                         nullptr, nullptr));
    if (!scaler_) return false;
    tell_colours();
    // A little more than the picture, since fast code writes whole vectors.
    const int channels = alpha ? 4 : 3;
    constexpr int vector = 64;
    const int padded = (frame_->width + vector - 1) / vector * vector;
    buffer_.create(frame_->height + 1, padded, CV_8UC(channels));
    std::array<std::uint8_t*, 4> planes = {buffer_.ptr(), nullptr, nullptr, nullptr};
    std::array<int, 4> strides = {static_cast<int>(buffer_.step[0]), 0, 0, 0};
    if (::sws_scale(scaler_.get(), frame_->data, frame_->linesize, 0, frame_->height, planes.data(),
                    strides.data()) < 0) {
      return false;
    }
    stored_ = buffer_(cv::Rect(0, 0, frame_->width, frame_->height));
    return true;
  }

  /// What the clip says of its colours: the matrix, and whether black is 0 or 16.
  void tell_colours() {
    int* inverse = nullptr;
    int* table = nullptr;
    int source_range = 0;
    int target_range = 0;
    int brightness = 0;
    int contrast = 0;
    int saturation = 0;
    if (::sws_getColorspaceDetails(scaler_.get(), &inverse, &source_range, &table, &target_range,
                                   &brightness, &contrast, &saturation) < 0) {
      return;
    }
    if (frame_->color_range == AVCOL_RANGE_JPEG) source_range = 1;
    ::sws_setColorspaceDetails(scaler_.get(), ::sws_getCoefficients(frame_->colorspace),
                               source_range, table, target_range, brightness, contrast, saturation);
  }

  FfmpegLog log_;
  std::string failure_;
  double timeout_;
  std::int64_t max_pixels_;
  bool limited_ = false;  ///< in time
  Clock::time_point deadline_;
  std::unique_ptr<FileInput> input_;  ///< before what reads from it
  std::unique_ptr<AVFormatContext, FreeFormat> format_;
  std::unique_ptr<AVCodecContext, FreeCodec> codec_;
  std::unique_ptr<AVFrame, FreeFrame> frame_{required(::av_frame_alloc())};
  std::unique_ptr<AVPacket, FreePacket> packet_{required(::av_packet_alloc())};
  std::unique_ptr<SwsContext, FreeScaler> scaler_;
  std::optional<ClipFacts> too_large_;  ///< its pictures are not decoded
  AVStream* stream_ = nullptr;
  int turn_ = 0;  ///< degrees clockwise
  bool draining_ = false;
  cv::Mat buffer_;
  cv::Mat stored_;
  cv::Mat picture_;
};

}  // namespace

OpenedClip open_with_ffmpeg(const ClipRequest& request) {
  auto decoder = std::make_unique<FfmpegDecoder>(request);
  if (!decoder->failure().empty()) return {nullptr, decoder->failure()};
  return {std::move(decoder), {}};
}

}  // namespace mien::media
