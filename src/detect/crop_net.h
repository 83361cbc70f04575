#pragma once

#include <array>
#include <span>
#include <vector>

#include "detect/aligned.h"
#include "detect/cnn_kernels.h"
#include "detect/packing.h"
#include "nn/onnx_weights.h"

namespace mien::detect {

/// What RNet and ONet say of a crop.
struct CropAnswer {
  float score = 0;
  std::array<float, 4> offsets{};
  std::array<float, 10> landmarks{};  ///< zeros from RNet
};

/// Buffers of one thread, kept from call to call.
struct CropWorkspace {
  Floats stem;
  Floats pooled;
  Floats positions;
  Floats products;
  Floats map;
  Floats flat;
  Floats hidden;
  Floats outputs;
};

/// MTCNN's second and third network: convolutions over a square crop, then fully connected layers
/// over a batch of crops.
class CropNet {
 public:
  /// @throws Error (ErrorCode::model) if the weights are of another network.
  static CropNet rnet(const NetworkWeights& weights);
  static CropNet onet(const NetworkWeights& weights);

  /// Pixels of a crop's side: 24 or 48.
  [[nodiscard]] int side() const { return side_; }

  /// Floats of a crop [row, column, colour] (RGB).
  [[nodiscard]] std::size_t crop_size() const {
    return static_cast<std::size_t>(side_) * static_cast<std::size_t>(side_) * 3;
  }

  /// Answers for crops that lie one after the other. An answer does not depend on its neighbours.
  [[nodiscard]] std::vector<CropAnswer> run(const CnnKernels& kernels, std::span<const float> crops,
                                            CropWorkspace& workspace) const;

 private:
  /// A 3x3 convolution and a pooling at stride 2.
  struct Stage {
    PackedLayer layer;
    int window;
  };

  CropNet(int side, PackedLayer stem, std::vector<Stage> stages, PackedLayer last,
          PackedLayer hidden, PackedLayer outputs);

  void convolve(const CnnKernels& kernels, const float* crop, CropWorkspace& workspace,
                float* flat) const;
  [[nodiscard]] std::size_t flat_size() const;

  int side_;
  PackedLayer stem_;
  std::vector<Stage> stages_;
  PackedLayer last_;
  PackedLayer hidden_;
  PackedLayer outputs_;
};

}  // namespace mien::detect
