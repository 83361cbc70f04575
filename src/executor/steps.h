#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "detect/aligned.h"
#include "detect/packing.h"
#include "executor/plan.h"

namespace mien::executor {

/// A layer with its weights in the order in which the kernels read them. Maps have channels in
/// multiples of 16, zeros behind their own, but for the picture.
struct Step {
  LayerKind kind = LayerKind::convolution;
  std::vector<int> inputs;
  int channels = 0;  ///< of the answer
  int depth = 0;     ///< `channels` padded to a multiple of 16
  int rows = 1;      ///< of the kernel
  int columns = 1;   ///< of the kernel
  int stride = 1;
  int dilation = 1;
  std::array<int, 4> pads{};  ///< above, left, below, right
  detect::PackedLayer dense;  ///< of a convolution
  detect::Floats weights;     ///< of a depthwise convolution: [rows * columns, depth]
  detect::Floats bias;
  detect::Floats slope;   ///< empty: no ReLU and no PReLU
  float most = INFINITY;  ///< larger values become this
  /// A depthwise convolution that the 1x1 convolution behind it computes, some rows at a time.
  bool joins_next = false;

  [[nodiscard]] bool is_pointwise() const {
    return kind == LayerKind::convolution && rows == 1 && columns == 1 && stride == 1 &&
           pads == std::array<int, 4>{};
  }
};

/// The layers of a plan, checked and made ready.
/// @throws Error (ErrorCode::model) that names the layer, what was expected and what was found
[[nodiscard]] std::vector<Step> make_steps(const Plan& plan);

}  // namespace mien::executor
