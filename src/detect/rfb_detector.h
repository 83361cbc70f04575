#pragma once

#include <memory>

#include "detect/crop_net.h"
#include "detect/rfb_pass.h"
#include "mien/detect/detector.h"

namespace mien::detect {

/// The detectors of mien/detect/rfb.h on a forward pass of RFB and on ONet, wherever these come
/// from.
/// @param options checked (`check_options`)
[[nodiscard]] std::unique_ptr<Detector> make_rfb_onet(std::unique_ptr<RfbPass> pass, CropNet onet,
                                                      const DetectorOptions& options);
[[nodiscard]] std::unique_ptr<Detector> make_rfb_alone(std::unique_ptr<RfbPass> pass, CropNet onet,
                                                       const DetectorOptions& options);

}  // namespace mien::detect
