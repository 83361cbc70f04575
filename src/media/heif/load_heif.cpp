#include "core/load_module.h"
#include "media/heif/backend.h"

namespace mien::media {

namespace {

#ifndef MIEN_HEIF_BUILT_IN

const HeifBackend* load_heif_module() {
  void* const entrance =
      load_symbol(MIEN_HEIF_MODULE, heif_backend_symbol, "read HEIC and AVIF pictures");
  return reinterpret_cast<decltype(&mien_heif_backend_1)>(entrance)();
}

#else

const HeifBackend* load_heif_module() { return mien_heif_backend_1(); }

#endif

}  // namespace

const HeifBackend& heif_backend() {
  static const HeifBackend* const backend = load_heif_module();
  return *backend;
}

}  // namespace mien::media
