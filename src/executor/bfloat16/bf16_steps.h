#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "executor/bfloat16/bf16_kernels.h"
#include "executor/plan.h"

namespace mien::executor {

/// A layer whose maps and weights are bfloat16. Channels are padded to a multiple of 16 with zeros,
/// but for those of the picture.
struct Bf16Step {
  LayerKind kind = LayerKind::convolution;
  std::vector<int> inputs;
  int channels = 0;  ///< of the answer
  int depth = 0;     ///< `channels` padded to a multiple of 16
  int rows = 1;      ///< of the kernel
  int columns = 1;
  int stride = 1;
  int dilation = 1;
  std::array<int, 4> pads{};  ///< above, left, below, right
  /// Of a convolution: runs of neighbouring numbers that a kernel covers, and their length, padded
  /// to be even. A kernel without dilation has one for each row.
  int segments = 1;
  int length = 0;
  std::vector<Bf16> weights{};  ///< of a convolution, as the kernels read them
  std::vector<float> planes{};  ///< weights of a depthwise convolution: [row, column, channel]
  std::vector<float> bias{};    ///< one a channel
  float least = -INFINITY;      ///< smaller answers become this
  float most = INFINITY;        ///< larger answers become this
  bool to_numbers = false;      ///< the answer is an output: 32 bits
  /// A depthwise convolution that the 1x1 convolution behind it computes, some rows at a time.
  bool joins_next = false;

  [[nodiscard]] bool is_pointwise() const {
    return kind == LayerKind::convolution && rows == 1 && columns == 1 && stride == 1 &&
           pads == std::array<int, 4>{};
  }
};

/// The layers of a plan in bfloat16.
/// Not computed so are means, PReLU, depthwise convolutions that are not 3x3, and outputs of other
/// layers than convolutions.
/// @throws Error (ErrorCode::model) that names the layer, what was expected and what was found, if
/// it is not computed so or does not fit the others
[[nodiscard]] std::vector<Bf16Step> make_bf16_steps(const Plan& plan);

}  // namespace mien::executor
