#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "mien/core/face.h"
#include "mien/core/image.h"
#include "mien/pipeline/face_analyzer.h"
#include "serve/options.h"

namespace mien::serve {

/// What is to be read of the faces of a picture.
struct AttributeChoice {
  std::vector<std::string> attributes = {};  ///< but for identity; empty: all that the models give
  bool only_identity = false;                ///< no attributes at all
  bool identity = false;                     ///< the feature that tells people apart, too
};

/// The detector and the networks of a server, each loaded once. All functions may be called from
/// several threads at once.
class Networks {
 public:
  /// @throws Error as FaceAnalyzer, and (ErrorCode::model) if the identity model has no such head
  explicit Networks(const ServeOptions& options);

  /// The attributes that the models give, but for identity.
  [[nodiscard]] const std::vector<std::string>& attributes() const { return attributes_; }

  [[nodiscard]] const std::vector<ModelMetadata>& models() const { return models_; }

  /// The model that tells people apart.
  [[nodiscard]] const ModelMetadata& identity_model() const { return models_.back(); }

  /// The networks that read what is asked for, as indices into `models()`, ascending.
  [[nodiscard]] std::vector<std::size_t> networks_for(const AttributeChoice& choice) const;

  [[nodiscard]] std::vector<Detection> detect(const Image& picture) const;

  /// Reads known faces by one of the networks; as `FaceAnalyzer::read`.
  [[nodiscard]] std::vector<std::vector<Face>> read(
      std::size_t network, std::span<const Image> pictures,
      std::span<const std::vector<Detection>> faces) const;

 private:
  std::vector<FaceAnalyzer> analyzers_;  ///< one a network, which share the detector
  std::vector<ModelMetadata> models_;
  std::vector<std::string> attributes_;
};

/// The face with what was asked for, and no more.
[[nodiscard]] Face only_chosen(Face face, const AttributeChoice& choice);

}  // namespace mien::serve
