#include "nn/engine_version.h"

#include <onnxruntime_c_api.h>

namespace mien {

std::string engine_version() {
  return std::string("ONNX Runtime ") + OrtGetApiBase()->GetVersionString();
}

}  // namespace mien
