#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "mien/core/image.h"
#include "mien/models/model_store.h"
#include "mien/nn/metadata.h"

namespace mien {

/// The last fully connected layer of a head: of a feature x it computes weights x + bias, and the
/// head's activation makes its answer of that.
struct HeadLayer {
  HeadSpec head;
  std::size_t outputs = 0;
  std::vector<float> weights;  ///< outputs x numbers of the feature
  std::vector<float> bias;     ///< one for each output
};

struct FaceFeaturesOptions {
  std::string attribute = "emotion";  ///< of the head whose features these are
  int threads = 1;                    ///< of one forward pass, at least 1
  int batch = 16;                     ///< most faces in one forward pass
  /// Where models named by catalogue id are; null: the default folder.
  std::shared_ptr<const ModelStore> store = nullptr;
};

/// Features of pictures that are one face each, and the layers that make answers of them. The
/// features are what the last fully connected layer of a head takes. Features of many pictures may
/// so be averaged, kept, or used otherwise before they are classified.
///
/// Members may be called from several threads at once.
class FaceFeatures {
 public:
  /// @param model a catalogue id, or the path of an .onnx
  /// @throws Error (ErrorCode::usage) if the model has no head of the attribute; (ErrorCode::model)
  /// if the model is missing or damaged, or no fully connected layer with weights of 32 or 16 bits
  /// is the last one of the head
  explicit FaceFeatures(const std::string& model, const FaceFeaturesOptions& options = {});

  FaceFeatures(FaceFeatures&&) noexcept;
  FaceFeatures& operator=(FaceFeatures&&) noexcept;
  FaceFeatures(const FaceFeatures&) = delete;
  FaceFeatures& operator=(const FaceFeatures&) = delete;
  ~FaceFeatures();

  /// Numbers of a feature.
  [[nodiscard]] std::size_t dimension() const;

  /// What the whole model says of itself.
  [[nodiscard]] const ModelMetadata& metadata() const;

  /// The layers of all heads that take these features, that of the attribute first.
  [[nodiscard]] const std::vector<HeadLayer>& layers() const;

  /// One feature for each face.
  [[nodiscard]] std::vector<std::vector<float>> read(std::span<const Image> faces) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien
