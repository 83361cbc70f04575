#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "face/face_reader.h"
#include "mien/nn/network.h"

namespace mien {

/// Reads features of faces as a network gives them, not normalised. `read` may be called from
/// several threads at once.
class FeatureReader {
 public:
  /// @param network whose first output is the feature
  /// @param batch most faces in one forward pass
  /// @throws Error (ErrorCode::model) if the input has no fixed size, or the feature has over
  /// 65,536 numbers
  explicit FeatureReader(Network network, int batch = 16);

  /// Numbers of a feature.
  [[nodiscard]] std::size_t dimension() const { return dimension_; }
  [[nodiscard]] const Network& network() const { return network_; }

  /// One feature for each face.
  /// @param crop how faces are cut; that of the network unless the pictures are crops already
  [[nodiscard]] std::vector<std::vector<float>> read(std::span<const FaceInPicture> faces,
                                                     const CropSpec& crop) const;

 private:
  [[nodiscard]] std::vector<std::vector<float>> read_batch(std::span<const FaceInPicture> faces,
                                                           const CropSpec& crop) const;

  Network network_;
  std::size_t batch_ = 1;
  std::size_t dimension_ = 0;
};

}  // namespace mien
