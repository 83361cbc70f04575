#pragma once

#include <onnxruntime_cxx_api.h>

namespace mien {

/// ONNX Runtime's environment for this process, made at the first call and kept to the end.
/// Its telemetry is off: it would write files into the temporary and cache folders, and contact
/// its vendor. Whatever uses ONNX Runtime takes this environment and makes none of its own.
const Ort::Env& engine();

}  // namespace mien
