#include "mien/detect/rfb.h"

#include <memory>
#include <utility>

#include "detect/crop_net.h"
#include "detect/options.h"
#include "detect/rfb_detector.h"
#include "detect/rfb_net.h"
#include "nn/onnx_weights.h"

namespace mien {

namespace {

detect::CropNet onet_of(const RfbModels& models) {
  return detect::CropNet::onet(NetworkWeights(models.onet, "mtcnn-onet"));
}

}  // namespace

std::unique_ptr<Detector> make_rfb_onet(const RfbModels& models, const DetectorOptions& options) {
  detect::check_options(options);
  return detect::make_rfb_onet(std::make_unique<detect::RfbNet>(models.rfb, options.threads),
                               onet_of(models), options);
}

std::unique_ptr<Detector> make_rfb(const RfbModels& models, const DetectorOptions& options) {
  detect::check_options(options);
  return detect::make_rfb_alone(std::make_unique<detect::RfbNet>(models.rfb, options.threads),
                                onet_of(models), options);
}

}  // namespace mien
