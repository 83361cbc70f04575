#include "core/load_module.h"
#include "serve/module/serve_while.h"

namespace mien::serve {

namespace {

#ifndef MIEN_SERVE_BUILT_IN

decltype(&mien_serve_while_1) load_serve_module() {
  void* const entrance = load_symbol(MIEN_SERVE_MODULE, serve_symbol, "serve over HTTP");
  return reinterpret_cast<decltype(&mien_serve_while_1)>(entrance);
}

#else

decltype(&mien_serve_while_1) load_serve_module() { return &mien_serve_while_1; }

#endif

}  // namespace

void serve_while(const ServeOptions& options, const WhileServing& work) {
  load_serve_module()(options, work);
}

}  // namespace mien::serve
