#pragma once

#include <string>

namespace mien {

/// Name and version of what runs networks, such as "ONNX Runtime 1.14.1".
[[nodiscard]] std::string engine_version();

}  // namespace mien
