#include "media/video/ffmpeg_log.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <mutex>
#include <vector>

namespace mien::media {

namespace {

/// FFmpeg's AV_LOG_ERROR; worse is lower.
constexpr int error_level = 16;

/// A log callback is a plain function, which can reach nothing but a global.
struct Listeners {
  std::mutex mutex;
  std::vector<Faults*> all;
};

Listeners& listeners() {
  static auto* const list = new Listeners;  // FFmpeg's threads may outlive static destruction
  return *list;
}

void listen(void* /*sender*/, int level, const char* format, std::va_list values) {
  if (level > error_level) return;
  Listeners& list = listeners();
  const std::scoped_lock lock(list.mutex);
  if (list.all.size() != 1) return;
  Faults& faults = *list.all.front();
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

/// Found at run time: OpenCV's package does not bring FFmpeg's headers.
void take_over_log() {
  using Callback = void (*)(void*, int, const char*, std::va_list);
  using SetCallback = void (*)(Callback);
  void* const found = ::dlsym(RTLD_DEFAULT, "av_log_set_callback");
  if (found != nullptr) reinterpret_cast<SetCallback>(found)(listen);
}

}  // namespace

void FfmpegLog::silence() {
  static std::once_flag once;
  std::call_once(once, take_over_log);
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
