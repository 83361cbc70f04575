#pragma once

#include <string>
#include <vector>

#include "detect/cnn_kernels.h"
#include "executor/executor.h"
#include "executor/plan.h"
#include "mien/core/face.h"
#include "mien/core/image.h"
#include "mien/nn/metadata.h"

namespace mien::phone {

/// A network that reads attributes of faces, on the executor: `FaceReader` without ONNX Runtime and
/// OpenCV. One thread at a time may call it.
class FaceNetwork {
 public:
  /// @throws Error (ErrorCode::model) if the plan or its metadata are impossible, or a head has no
  /// output
  FaceNetwork(const executor::Plan& plan, const detect::CnnKernels& kernels);

  [[nodiscard]] const ModelMetadata& metadata() const { return metadata_; }

  /// The face with the attributes that this network gives.
  /// @param detection in pixels of `picture`
  [[nodiscard]] Face read(const Image& picture, const Detection& detection, Face face);

 private:
  ModelMetadata metadata_;
  std::vector<std::size_t> outputs_;  ///< by head
  executor::Executor executor_;
  std::vector<float> values_;
};

}  // namespace mien::phone
