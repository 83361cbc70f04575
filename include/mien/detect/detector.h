#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "mien/core/face.h"
#include "mien/core/image.h"

namespace mien {

/// Options of all detectors; each detector's docstring says which it uses.
struct DetectorOptions {
  int min_face = 32;  ///< smallest face to look for, pixels of the picture, at least 12
  int max_faces = 0;  ///< keep only the best-scoring faces; 0 keeps all
  /// Look for small faces as if the picture had this long side; 0 is the detector's own.
  int max_long_side = 0;
  /// RFB with ONet chooses its finest pass by the picture's size and `min_face`, if `max_long_side`
  /// is 0: the smallest face is at least 15 pixels wide there, at most at a long side of 2560.
  bool pass_by_min_face = false;
  float pyramid_factor = 0.709F;                      ///< scale from level to level, 0.1 to 0.95
  std::array<float, 3> thresholds{0.6F, 0.7F, 0.7F};  ///< least scores of MTCNN's stages, 0 to 1
  /// Least score of a face, 0 to 1; absent: the detector's own.
  std::optional<float> min_score = std::nullopt;
  /// MTCNN looks at the picture with its edge pixels repeated so far beyond it, as a share of its
  /// long side, 0 to 0.5: for faces that the edge cuts.
  float border = 0;
  int threads = 1;  ///< threads of one call, at least 1
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
