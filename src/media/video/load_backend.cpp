#include "media/video/load_backend.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>

#include "mien/core/error.h"

namespace mien::media {

namespace {

#ifndef MIEN_VIDEO_BUILT_IN

/// The module stands beside the library that this function is in.
std::filesystem::path module_path() {
  Dl_info here{};
  if (::dladdr(reinterpret_cast<void*>(&module_path), &here) == 0 || here.dli_fname == nullptr) {
    return MIEN_VIDEO_MODULE;
  }
  return std::filesystem::path(here.dli_fname).parent_path() / MIEN_VIDEO_MODULE;
}

const VideoBackend* load() {
  const std::filesystem::path path = module_path();
  const auto fail = [&path] {
    const char* const reason = ::dlerror();
    throw Error(ErrorCode::setup,
                fmt::format("{}: expected mien's video module, which reads and writes clips: {}",
                            path.string(), reason == nullptr ? "it is empty" : reason));
  };
  void* const module = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (module == nullptr) fail();
  void* const entrance = ::dlsym(module, video_backend_symbol);
  if (entrance == nullptr) fail();
  return reinterpret_cast<decltype(&mien_video_backend_1)>(entrance)();
}

#else

const VideoBackend* load() { return mien_video_backend_1(); }

#endif

}  // namespace

const VideoBackend& video_backend() {
  static const VideoBackend* const backend = load();
  return *backend;
}

}  // namespace mien::media
