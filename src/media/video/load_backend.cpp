#include "media/video/load_backend.h"

#include "core/load_module.h"

namespace mien::media {

namespace {

#ifndef MIEN_VIDEO_BUILT_IN

const VideoBackend* load_video_module() {
  void* const entrance =
      load_symbol(MIEN_VIDEO_MODULE, video_backend_symbol, "read and write clips");
  return reinterpret_cast<decltype(&mien_video_backend_3)>(entrance)();
}

#else

const VideoBackend* load_video_module() { return mien_video_backend_3(); }

#endif

}  // namespace

const VideoBackend& video_backend() {
  static const VideoBackend* const backend = load_video_module();
  return *backend;
}

}  // namespace mien::media
