#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mien/nn/metadata.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien::python {

/// A FaceAnalyzer with what Python asks of it besides.
struct Analyzer {
  FaceAnalyzer faces;
  std::int64_t max_pixels = 0;
  int threads = 1;

  /// The model that gives embeddings: the last one with an identity head.
  [[nodiscard]] std::optional<ModelMetadata> identity_model() const;
};

}  // namespace mien::python
