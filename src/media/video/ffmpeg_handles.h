#pragma once

#include <new>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
#include <libavutil/frame.h>
#include <libswscale/swscale.h>
}

namespace mien::media {

// Deleters for std::unique_ptr of FFmpeg's objects.

struct FreeFrame {
  void operator()(AVFrame* frame) const { ::av_frame_free(&frame); }
};
struct FreePacket {
  void operator()(AVPacket* packet) const { ::av_packet_free(&packet); }
};
struct FreeCodec {
  void operator()(AVCodecContext* codec) const { ::avcodec_free_context(&codec); }
};
struct FreeFormat {
  void operator()(AVFormatContext* format) const { ::avformat_close_input(&format); }
};
struct FreeScaler {
  void operator()(SwsContext* scaler) const { ::sws_freeContext(scaler); }
};

/// The object that an allocation of FFmpeg gave.
/// @throws std::bad_alloc if it gave none
template <typename T>
T* required(T* object) {
  if (object == nullptr) throw std::bad_alloc();
  return object;
}

/// Options of a demuxer or a codec; FFmpeg takes out those that it knows.
class FfmpegOptions {
 public:
  void set(const char* key, const std::string& value) {
    ::av_dict_set(&dictionary_, key, value.c_str(), 0);
  }
  [[nodiscard]] AVDictionary** get() { return &dictionary_; }

  FfmpegOptions() = default;
  ~FfmpegOptions() { ::av_dict_free(&dictionary_); }
  FfmpegOptions(const FfmpegOptions&) = delete;
  FfmpegOptions& operator=(const FfmpegOptions&) = delete;

 private:
  AVDictionary* dictionary_ = nullptr;
};

}  // namespace mien::media
