#include "core/archive/archive_backend.h"
#include "core/load_module.h"

namespace mien {

namespace {

#ifndef MIEN_ARCHIVE_BUILT_IN

const ArchiveBackend* load_archive_module() {
  void* const entrance =
      load_symbol(MIEN_ARCHIVE_MODULE, archive_backend_symbol, "read and write archives");
  return reinterpret_cast<decltype(&mien_archive_backend_1)>(entrance)();
}

#else

const ArchiveBackend* load_archive_module() { return mien_archive_backend_1(); }

#endif

}  // namespace

const ArchiveBackend& archive_backend() {
  static const ArchiveBackend* const backend = load_archive_module();
  return *backend;
}

}  // namespace mien
