#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "mien/detect/detector.h"

namespace mien {

/// Two networks as .onnx files in memory, which may be freed afterwards.
struct RfbModels {
  /// RFB (the "ultra light fast generic face detector"), cut before its boxes are made: four pairs
  /// of outputs, scores and boxes of each place, for pictures of any size.
  std::span<const std::byte> rfb;
  std::span<const std::byte> onet;  ///< the third network of MTCNN
};

/// RFB proposes boxes in the picture shrunk to a long side of 320 and in one of 640. MTCNN's ONet
/// then looks at each and gives a better box and landmarks. The score is the root of the product of
/// both. Faces below about a sixtieth of the picture's long side are missed.
///
/// It uses the options `min_face` (least length of a box's longer side), `max_faces`, `threads`,
/// `min_score` (0.6) and `max_long_side` (640). Further passes, each of twice the long side, are
/// made up to `max_long_side`. Time does not depend on the size of the picture but for shrinking
/// it.
/// @throws Error (ErrorCode::model) if it is another network, (ErrorCode::usage) for an option out
/// of range.
[[nodiscard]] std::unique_ptr<Detector> make_rfb_onet(const RfbModels& models,
                                                      const DetectorOptions& options = {});

/// RFB alone in one pass over the picture shrunk to a long side of `max_long_side` (480): about
/// half the time. ONet gives the landmarks alone; boxes and scores are RFB's.
///
/// The other options are as above; the least score is 0.7.
/// @throws Error as `make_rfb_onet`
[[nodiscard]] std::unique_ptr<Detector> make_rfb(const RfbModels& models,
                                                 const DetectorOptions& options = {});

}  // namespace mien
