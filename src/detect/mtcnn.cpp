#include "mien/detect/mtcnn.h"

#include "detect/cascade.h"
#include "detect/options.h"

namespace mien {

std::unique_ptr<Detector> make_mtcnn(const MtcnnModels& models, const DetectorOptions& options) {
  detect::check_options(options);
  return std::make_unique<detect::Cascade>(models, options, *detect::supported_kernels().front());
}

}  // namespace mien
