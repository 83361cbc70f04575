#include "media/video/ffmpeg_log.h"

#include <algorithm>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <vector>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/log.h>
}

namespace mien::media {

namespace {

/// A log callback is a plain function, which can reach nothing but a global.
struct Listeners {
  std::mutex mutex;
  std::vector<Faults*> all;
};

Listeners& listeners() {
  static auto* const list = new Listeners;  // FFmpeg's threads may outlive static destruction
  return *list;
}

/// What the context of a message, or one above it, carries.
void* owner_of(void* sender) {
  for (int level = 0; sender != nullptr && level < 4; ++level) {
    const AVClass* const kind = *static_cast<const AVClass**>(sender);
    if (kind == nullptr) return nullptr;
    if (kind == ::avformat_get_class()) return static_cast<AVFormatContext*>(sender)->opaque;
    if (kind == ::avcodec_get_class()) return static_cast<AVCodecContext*>(sender)->opaque;
    if (kind->parent_log_context_offset == 0) return nullptr;
    sender = *reinterpret_cast<void**>(static_cast<std::uint8_t*>(sender) +
                                       kind->parent_log_context_offset);
  }
  return nullptr;
}

void listen(void* sender, int level, const char* format, std::va_list values) {
  if (level > AV_LOG_ERROR) return;
  void* const owner = owner_of(sender);
  Listeners& list = listeners();
  const std::scoped_lock lock(list.mutex);
  auto position = std::ranges::find(list.all, owner);
  if (position == list.all.end() && list.all.size() == 1) position = list.all.begin();
  if (position == list.all.end()) return;
  Faults& faults = **position;
  if (faults.count++ > 0) return;
  char text[200];
  std::vsnprintf(text, sizeof text, format, values);
  faults.first = text;
  while (!faults.first.empty() && (faults.first.back() == '\n' || faults.first.back() == '.')) {
    faults.first.pop_back();
  }
  std::ranges::replace_if(
      faults.first, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
}

}  // namespace

void FfmpegLog::silence() {
  static std::once_flag once;
  std::call_once(once, [] { ::av_log_set_callback(listen); });
}

FfmpegLog::FfmpegLog() {
  silence();
  Listeners& list = listeners();
  const std::scoped_lock lock(list.mutex);
  list.all.push_back(&faults_);
}

FfmpegLog::~FfmpegLog() {
  Listeners& list = listeners();
  const std::scoped_lock lock(list.mutex);
  std::erase(list.all, &faults_);
}

Faults FfmpegLog::faults() const {
  const std::scoped_lock lock(listeners().mutex);
  return faults_;
}

}  // namespace mien::media
