#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "mien/detect/detector.h"

namespace mien {

/// The three networks of MTCNN as .onnx files in memory. They take the picture upright; names and
/// shapes of their weights are those of the published ones.
struct MtcnnModels {
  std::span<const std::byte> pnet;
  std::span<const std::byte> rnet;
  std::span<const std::byte> onet;
};

/// MTCNN (Zhang et al. 2016), the detector of the paper, with the boxes of its published code. It
/// uses all options. The `thresholds` are the least scores of its three networks: 0.6, 0.7 and 0.7
/// as in the paper's mobile app. The paper takes 0.6, 0.7 and 0.9, which finds a little less.
/// `min_score` takes the place of the last. Detections have landmarks. `max_long_side` limits the
/// level at which small faces are looked for; larger faces are read from the picture as it is. At
/// most 20,000 windows of a level of the pyramid, the best, are followed up.
///
/// Faces of the same picture are the same for every number of threads.
/// @param models may be freed afterwards
/// @throws Error (ErrorCode::model) if a network is another than expected, (ErrorCode::usage) for
/// an option out of range.
[[nodiscard]] std::unique_ptr<Detector> make_mtcnn(const MtcnnModels& models,
                                                   const DetectorOptions& options = {});

}  // namespace mien
