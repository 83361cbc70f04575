#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "face/face_reader.h"
#include "mien/face/prior.h"
#include "mien/nn/network.h"

namespace mien {

/// Reads features of faces as a network gives them, not normalised, or what its heads say as
/// numbers. `read` may be called from several threads at once.
class FeatureReader {
 public:
  /// @param network whose first output is the feature
  /// @param batch most faces in one forward pass
  /// @throws Error (ErrorCode::model) if the input has no fixed size, or the feature has over
  /// 65,536 numbers
  explicit FeatureReader(Network network, int batch = 16);

  /// The features are what these heads say (`answer_numbers`), one after the other.
  /// @param attributes of heads of the network, at least one
  /// @param prior with which classes are answered
  /// @throws Error as above, (ErrorCode::usage) if the network has no such head or, for a prior
  /// other than none, stores none
  FeatureReader(Network network, const std::vector<std::string>& attributes, Prior prior,
                int batch = 16);

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

  struct ReadHead {
    std::size_t output = 0;  ///< of the network
    HeadSpec spec;
  };
  void measure(int batch);
  /// The feature of one face of a batch.
  [[nodiscard]] std::vector<float> feature(const std::vector<Tensor>& outputs, std::size_t face,
                                           std::size_t faces) const;

  Network network_;
  std::vector<ReadHead> heads_;  ///< empty: the feature is the network's first output
  std::size_t batch_ = 1;
  std::size_t dimension_ = 0;
};

}  // namespace mien
