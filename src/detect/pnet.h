#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

#include "detect/aligned.h"
#include "detect/cnn_kernels.h"
#include "detect/packing.h"
#include "mien/core/image.h"
#include "nn/onnx_weights.h"

namespace mien::detect {

/// A place where PNet sees a face: its window's first pixel is (2 * column, 2 * row).
struct Cell {
  int row = 0;
  int column = 0;
  float score = 0;
  std::array<float, 4> offsets{};
};

/// Buffers of one thread, kept from call to call.
struct PNetWorkspace {
  Floats input;             ///< ring of four rows of the level
  Floats stem;              ///< two rows of the first convolution
  Floats pooled;            ///< one row
  Floats pooled_positions;  ///< ring of three rows
  Floats middle;            ///< one row of the second convolution
  Floats middle_positions;  ///< ring of three rows
  Floats features;          ///< one row of the third convolution
  Floats products;
  Floats logits;
};

/// MTCNN's first network. It runs row by row over a level of the pyramid, so that memory grows with
/// the width of a level only, and rows stay in the cache between layers.
class PNet {
 public:
  static constexpr int cell_size = 12;
  static constexpr int stride = 2;

  /// @throws Error (ErrorCode::model) if the weights are of another network.
  explicit PNet(const NetworkWeights& weights);

  /// Rows and columns of cells of a level; both sides at least 12.
  [[nodiscard]] static Size cells(Size level);

  /// Writes row `y` of the level: 3 * width floats (RGB); it may write one float more.
  using RowSource = std::function<void(int y, float* row)>;

  /// What to look for.
  struct Region {
    int first = 0;  ///< rows of cells, `last` not included
    int last = 0;
    float threshold = 0;   ///< least score
    std::size_t most = 0;  ///< the best cells are kept if there are more
  };

  /// Cells of a region by rising row and column.
  [[nodiscard]] std::vector<Cell> scan(const CnnKernels& kernels, Size level,
                                       const RowSource& source, const Region& region,
                                       PNetWorkspace& workspace) const;

 private:
  [[nodiscard]] std::array<float, 4> offsets_at(const float* feature) const;

  PackedLayer conv1_;
  PackedLayer conv2_;
  PackedLayer conv3_;
  Floats score_weights_;  ///< face minus no face
  float score_bias_ = 0;
  std::array<std::vector<float>, 4> offset_weights_;
  std::array<float, 4> offset_biases_{};
};

}  // namespace mien::detect
