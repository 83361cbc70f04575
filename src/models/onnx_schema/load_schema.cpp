#include "core/load_module.h"
#include "models/onnx_schema/schema_backend.h"

namespace mien::models {

namespace {

#ifndef MIEN_SCHEMA_BUILT_IN

const SchemaBackend* load_schema_module() {
  void* const entrance =
      load_symbol(MIEN_SCHEMA_MODULE, schema_backend_symbol, "check .onnx files");
  return reinterpret_cast<decltype(&mien_schema_backend_1)>(entrance)();
}

#else

const SchemaBackend* load_schema_module() { return mien_schema_backend_1(); }

#endif

}  // namespace

const SchemaBackend& schema_backend() {
  static const SchemaBackend* const backend = load_schema_module();
  return *backend;
}

}  // namespace mien::models
