#include "pipeline/model_loading.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "mien/core/error.h"
#include "mien/detect/mtcnn.h"
#include "mien/detect/rfb.h"
#include "mien/models/model_store.h"

namespace mien {

Network load_network(const std::string& id_or_path, const NetworkOptions& options) {
  const bool is_path = id_or_path.find('/') != std::string::npos || id_or_path.ends_with(".onnx");
  if (is_path) return Network::from_file(id_or_path, options);
  const std::vector<std::byte> bytes = ModelStore().load(id_or_path);
  return Network::from_memory(bytes, id_or_path, options);
}

std::shared_ptr<const Detector> load_detector(const AnalyzerOptions& options) {
  DetectorOptions detection = options.detection;
  detection.threads = options.threads;
  if (options.detector == "none") return nullptr;
  if (options.detector == "mtcnn") {
    const ModelStore store;
    const std::vector<std::byte> pnet = store.load("mtcnn-pnet");
    const std::vector<std::byte> rnet = store.load("mtcnn-rnet");
    const std::vector<std::byte> onet = store.load("mtcnn-onet");
    return make_mtcnn({pnet, rnet, onet}, detection);
  }
  if (options.detector == "rfb") return make_rfb(ModelStore().load("rfb-320"), detection);
  throw Error(ErrorCode::usage,
              fmt::format("detector: expected mtcnn, rfb or none, found \"{}\"", options.detector));
}

}  // namespace mien
