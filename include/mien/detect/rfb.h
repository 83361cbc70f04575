#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "mien/detect/detector.h"

namespace mien {

/// RFB-320 (the "ultra light fast generic face detector"): one pass over the picture shrunk to
/// 320x240, so that time does not depend on the picture and faces below about a thirtieth of its
/// width are missed. Detections have no landmarks.
///
/// Of the options it uses `min_face` (least length of a box's longer side), `max_faces`, `threads`
/// and the last of `thresholds` (least score). Boxes that overlap a better one by more than 0.4
/// (intersection over union) are dropped.
/// @param onnx an .onnx file with mien's metadata: outputs of shape [1, N, 2] (no face, face) and
/// [1, N, 4] (x1, y1, x2, y2 as shares of width and height); it may be freed afterwards
/// @throws Error (ErrorCode::model) if it is another network, (ErrorCode::usage) for an option out
/// of range.
[[nodiscard]] std::unique_ptr<Detector> make_rfb(std::span<const std::byte> onnx,
                                                 const DetectorOptions& options = {});

}  // namespace mien
