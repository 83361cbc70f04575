#pragma once

#include <memory>
#include <string>

#include "mien/detect/detector.h"
#include "mien/nn/network.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien {

/// A network named by catalogue id (verified, from the model folder) or by the path of an .onnx.
[[nodiscard]] Network load_network(const std::string& id_or_path, const NetworkOptions& options);

/// The detector that the options name; null for "none".
/// @throws Error (ErrorCode::usage) for another name
[[nodiscard]] std::shared_ptr<const Detector> load_detector(const AnalyzerOptions& options);

}  // namespace mien
