#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mien/detect/detector.h"
#include "mien/models/model_store.h"
#include "mien/nn/network.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien {

/// Whether a model is named by the path of its file, with a slash or ending in .onnx, and not by
/// its catalogue id.
[[nodiscard]] bool is_model_path(const std::string& id_or_path);

/// The bytes of a model named by catalogue id (verified, from the model folder) or by the path of
/// an .onnx.
/// @param store null: the default folder, here and below
[[nodiscard]] std::vector<std::byte> model_bytes(const std::string& id_or_path,
                                                 const ModelStore* store = nullptr);

/// A network named by catalogue id (verified, from the model folder) or by the path of an .onnx.
[[nodiscard]] Network load_network(const std::string& id_or_path, const NetworkOptions& options,
                                   const ModelStore* store = nullptr);

/// The model that computes in the precision that is wanted: `id`, or the catalogue's network in 8
/// bits for it. With Precision::automatic that is taken if the processor has instructions for it
/// and the store has its file.
/// @param store null: the default folder
[[nodiscard]] std::string at_precision(const std::string& id_or_path, Precision precision,
                                       const ModelStore* store = nullptr);

/// What a model says of itself and, if it gives what is wanted, its network.
struct WantedNetwork {
  ModelMetadata metadata;
  std::optional<Network> network;
};

/// Loads a network as `load_network` does, but only if it gives one of these attributes.
/// @param attributes empty: any
[[nodiscard]] WantedNetwork load_if_wanted(const std::string& id_or_path,
                                           std::span<const std::string> attributes,
                                           const NetworkOptions& options,
                                           const ModelStore* store = nullptr);

/// A network that ends at a feature of a model; `Network::run` gives it as the only output.
struct LoadedFeatures {
  Network network;
  std::string layer;      ///< the tensor
  bool identity = false;  ///< whether it is what the model tells people apart by
};

/// @param id_or_path as `load_network` takes it
/// @param layer the tensor; empty takes the identity feature or else the penultimate layer
/// @throws Error as `models::feature_network`
[[nodiscard]] LoadedFeatures load_features(const std::string& id_or_path, const std::string& layer,
                                           const NetworkOptions& options,
                                           const ModelStore* store = nullptr);

/// The detector of the paper's protocols: MTCNN with its thresholds, without a border.
[[nodiscard]] FaceAnalyzerOptions paper_detector();

/// The detector that the options name, of the models of their store; null for "none".
/// @throws Error (ErrorCode::usage) for another name
[[nodiscard]] std::shared_ptr<const Detector> load_detector(const FaceAnalyzerOptions& options);

}  // namespace mien
