#pragma once

#include <array>
#include <memory>
#include <vector>

#include "mien/core/face.h"
#include "mien/core/image.h"

namespace mien {

/// Options of all detectors; each detector's docstring says which it uses.
struct DetectorOptions {
  int min_face = 32;  ///< smallest face to look for, pixels of the picture, at least 12
  int max_faces = 0;  ///< keep only the best-scoring faces; 0 keeps all
  int max_long_side =
      0;  ///< shrink larger pictures to this long side for detection; 0 never shrinks
  float pyramid_factor = 0.709F;                      ///< scale from level to level, 0.1 to 0.95
  std::array<float, 3> thresholds{0.6F, 0.7F, 0.9F};  ///< least scores of the stages, 0 to 1
  int threads = 1;                                    ///< threads of one call, at least 1
};

/// Finds faces. `detect` may be called from several threads at once.
class Detector {
 public:
  virtual ~Detector() = default;

  /// Faces by falling score; none is a result, not an error. Boxes and landmarks are in pixels of
  /// `image`; boxes may reach a little beyond it.
  [[nodiscard]] virtual std::vector<Detection> detect(const Image& image) const = 0;
};

}  // namespace mien
