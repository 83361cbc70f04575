#include "pipeline/model_loading.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "detect/crop_net.h"
#include "detect/options.h"
#include "detect/rfb_detector.h"
#include "executor/bfloat16/rfb_bf16.h"
#include "mien/core/error.h"
#include "mien/detect/mtcnn.h"
#include "mien/detect/rfb.h"
#include "mien/models/model_store.h"
#include "models/bytes.h"
#include "models/embedded_metadata.h"
#include "models/graph/feature_layer.h"
#include "models/prepared_model.h"
#include "nn/gives_any.h"
#include "nn/int8_instructions.h"
#include "nn/onnx_weights.h"

namespace mien {

namespace {

/// The network of a prepared model; nothing if there is none, or if it cannot be loaded after all.
std::optional<Network> prepared_network(const std::string& id_or_path,
                                        const NetworkOptions& options, const ModelStore* store) {
  if (is_model_path(id_or_path)) return std::nullopt;
  const auto path = store != nullptr ? models::usable_prepared(*store, id_or_path)
                                     : models::usable_prepared(ModelStore(), id_or_path);
  if (!path) return std::nullopt;
  try {
    return Network::from_file(*path, options);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::model) return std::nullopt;
    throw;
  }
}

/// RFB in bfloat16; null where that is not wanted or the processor has no instructions for it.
std::unique_ptr<Detector> rfb_in_bf16(const FaceAnalyzerOptions& options,
                                      std::span<const std::byte> rfb,
                                      std::span<const std::byte> onet,
                                      const DetectorOptions& detection) {
  if (options.precision == Precision::float32) return nullptr;
  detect::check_options(detection);
  std::unique_ptr<detect::RfbPass> pass = executor::make_rfb_bf16(rfb);
  if (!pass) return nullptr;
  detect::CropNet judge = detect::CropNet::onet(NetworkWeights(onet, "mtcnn-onet"));
  return options.detector == "rfb"
             ? detect::make_rfb_alone(std::move(pass), std::move(judge), detection)
             : detect::make_rfb_onet(std::move(pass), std::move(judge), detection);
}

}  // namespace

bool is_model_path(const std::string& id_or_path) {
  return id_or_path.find('/') != std::string::npos || id_or_path.ends_with(".onnx");
}

std::vector<std::byte> model_bytes(const std::string& id_or_path, const ModelStore* store) {
  if (is_model_path(id_or_path)) return models::read_file(id_or_path);
  return store != nullptr ? store->load(id_or_path) : ModelStore().load(id_or_path);
}

std::string at_precision(const std::string& id_or_path, Precision precision,
                         const ModelStore* store) {
  if (precision == Precision::float32 || is_model_path(id_or_path)) return id_or_path;
  if (precision == Precision::automatic && !has_int8_instructions()) return id_or_path;
  const ModelStore chosen = store != nullptr ? *store : ModelStore();
  const auto& entries = chosen.catalogue().entries();
  const auto entry = std::ranges::find(entries, id_or_path, &CatalogueEntry::id);
  if (entry == entries.end() || entry->int8.empty()) return id_or_path;
  std::error_code ignored;
  const bool exists = std::filesystem::exists(chosen.path_of(entry->int8), ignored);
  return precision == Precision::int8 || exists ? entry->int8 : id_or_path;
}

WantedNetwork load_if_wanted(const std::string& id_or_path, std::span<const std::string> attributes,
                             const NetworkOptions& options, const ModelStore* store) {
  if (attributes.empty()) {
    Network network = load_network(id_or_path, options, store);
    ModelMetadata metadata = network.metadata();
    return {std::move(metadata), std::move(network)};
  }
  if (std::optional<Network> network = prepared_network(id_or_path, options, store)) {
    WantedNetwork network_to_load{network->metadata(), std::nullopt};
    if (gives_any(network_to_load.metadata, attributes))
      network_to_load.network = std::move(network);
    return network_to_load;
  }
  const std::vector<std::byte> bytes = model_bytes(id_or_path, store);
  WantedNetwork network_to_load{models::embedded_metadata(bytes, id_or_path), std::nullopt};
  if (gives_any(network_to_load.metadata, attributes)) {
    network_to_load.network = Network::from_memory(bytes, id_or_path, options);
  }
  return network_to_load;
}

LoadedFeatures load_features(const std::string& id_or_path, const std::string& layer,
                             const NetworkOptions& options, const ModelStore* store) {
  const std::vector<std::byte> bytes = model_bytes(id_or_path, store);
  const models::FeatureNetwork feature_network_of_model =
      models::feature_network(bytes, id_or_path, layer);
  return {Network::from_memory(feature_network_of_model.onnx, id_or_path, options),
          feature_network_of_model.layer, feature_network_of_model.identity};
}

Network load_network(const std::string& id_or_path, const NetworkOptions& options,
                     const ModelStore* store) {
  if (is_model_path(id_or_path)) return Network::from_file(id_or_path, options);
  if (std::optional<Network> network = prepared_network(id_or_path, options, store)) {
    return std::move(*network);
  }
  const std::vector<std::byte> bytes = model_bytes(id_or_path, store);
  return Network::from_memory(bytes, id_or_path, options);
}

FaceAnalyzerOptions paper_detector() {
  FaceAnalyzerOptions options;
  options.detector = "mtcnn";
  options.detection.thresholds = {0.6F, 0.7F, 0.9F};
  options.detection.border = 0;
  return options;
}

std::shared_ptr<const Detector> load_detector(const FaceAnalyzerOptions& options) {
  // No folder of models is looked for where nothing is loaded.
  if (options.detector == "none") return nullptr;
  const auto bytes = [&](const std::string& id) { return model_bytes(id, options.store.get()); };
  DetectorOptions detection = options.detection;
  detection.threads = options.threads;
  if (options.detector == "mtcnn") {
    const std::vector<std::byte> pnet = bytes("mtcnn-pnet");
    const std::vector<std::byte> rnet = bytes("mtcnn-rnet");
    const std::vector<std::byte> onet = bytes("mtcnn-onet");
    return make_mtcnn({pnet, rnet, onet}, detection);
  }
  const bool by_min_face = options.detector == "auto";
  if (by_min_face || options.detector == "rfb-onet" || options.detector == "rfb") {
    detection.pass_by_min_face = by_min_face;
    const std::vector<std::byte> rfb = bytes("rfb");
    const std::vector<std::byte> onet = bytes("mtcnn-onet");
    if (auto detector = rfb_in_bf16(options, rfb, onet, detection)) return detector;
    return options.detector == "rfb" ? make_rfb({rfb, onet}, detection)
                                     : make_rfb_onet({rfb, onet}, detection);
  }
  throw Error(ErrorCode::usage,
              fmt::format("detector: expected rfb-onet, auto, rfb, mtcnn or none, found \"{}\"",
                          options.detector));
}

}  // namespace mien
