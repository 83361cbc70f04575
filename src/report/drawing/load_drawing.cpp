#include "core/load_module.h"
#include "report/drawing/backend.h"

namespace mien::report {

namespace {

#ifndef MIEN_DRAWING_BUILT_IN

const DrawingBackend* load_drawing_module() {
  void* const entrance =
      load_symbol(MIEN_DRAWING_MODULE, drawing_backend_symbol, "draw on pictures");
  return reinterpret_cast<decltype(&mien_drawing_backend_1)>(entrance)();
}

#else

const DrawingBackend* load_drawing_module() { return mien_drawing_backend_1(); }

#endif

}  // namespace

const DrawingBackend& drawing_backend() {
  static const DrawingBackend* const backend = load_drawing_module();
  return *backend;
}

}  // namespace mien::report
