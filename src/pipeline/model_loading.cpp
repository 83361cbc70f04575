#include "pipeline/model_loading.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "mien/core/error.h"
#include "mien/detect/mtcnn.h"
#include "mien/detect/rfb.h"
#include "mien/models/model_store.h"
#include "models/bytes.h"
#include "models/feature_layer.h"

namespace mien {

namespace {

bool is_path(const std::string& id_or_path) {
  return id_or_path.find('/') != std::string::npos || id_or_path.ends_with(".onnx");
}

}  // namespace

LoadedFeatures load_features(const std::string& id_or_path, const std::string& layer,
                             const NetworkOptions& options) {
  const std::vector<std::byte> bytes =
      is_path(id_or_path) ? models::read_file(id_or_path) : ModelStore().load(id_or_path);
  const models::FeatureNetwork made = models::feature_network(bytes, id_or_path, layer);
  return {Network::from_memory(made.onnx, id_or_path, options), made.layer, made.identity};
}

Network load_network(const std::string& id_or_path, const NetworkOptions& options) {
  if (is_path(id_or_path)) return Network::from_file(id_or_path, options);
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
