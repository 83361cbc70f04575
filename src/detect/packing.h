#pragma once

#include <vector>

#include "detect/aligned.h"
#include "detect/cnn_kernels.h"
#include "mien/nn/network.h"

namespace mien::detect {

/// One layer's weights in the order in which the kernels read them.
struct PackedLayer {
  Floats weights;  ///< [positions][panels][depth][panel]
  Floats bias;     ///< [panels * panel], zeros behind the layer's own
  Floats slope;    ///< as `bias`; empty if the layer has no PReLU
  int positions = 1;
  int segments = 1;
  int length = 0;  ///< depth = segments * length
  int panel = 16;
  int panels = 1;

  [[nodiscard]] int outputs() const { return panel * panels; }
};

/// Products of a layer without inputs and output; `position` counts Winograd's positions. Bias and
/// slope are set for a layer of one position.
[[nodiscard]] Product product_of(const PackedLayer& layer, int position = 0);

/// A layer as it stands in an .onnx.
struct RawLayer {
  const Tensor& weights;          ///< [out, in, rows, columns] or [in, out]
  const Tensor& bias;             ///< [out]
  const Tensor* slope = nullptr;  ///< one value an output
};

/// A convolution as one product: a run for each kernel row.
/// @param channels of the map that is read, at least those of the layer
[[nodiscard]] PackedLayer pack_convolution(const RawLayer& layer, int channels, int panel);

/// A 3x3 convolution for Winograd's F(4,3) along rows.
[[nodiscard]] PackedLayer pack_winograd(const RawLayer& layer, int panel);

/// Fully connected layers side by side over a map of `rows` x `columns` pixels, a run for each row.
/// The map is flattened [channel, row, column] in the weights, and read [row, column, channel]. The
/// second and later layers have no PReLU.
[[nodiscard]] PackedLayer pack_dense(const std::vector<RawLayer>& layers, int rows, int columns,
                                     int panel);

/// Values padded with zeros to a multiple of `multiple`.
[[nodiscard]] Floats padded(const std::vector<float>& values, int multiple);

}  // namespace mien::detect
