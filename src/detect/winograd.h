#pragma once

#include <array>
#include <cstddef>

#include "detect/aligned.h"
#include "detect/cnn_kernels.h"
#include "detect/packing.h"

namespace mien::detect {

/// Tiles of four outputs that cover a row.
[[nodiscard]] inline int winograd_tiles(int outputs) { return (outputs + 3) / 4; }

/// Pixels of the input row that the tiles read; those beyond the row must be zeros.
[[nodiscard]] inline int winograd_reach(int tiles) { return 4 * tiles + 2; }

/// The rows that one row of a 3x3 convolution reads, as Winograd's positions. Where the tiles of
/// successive rows follow each other, they make several rows at once.
struct WinogradRows {
  std::array<const float*, 3> rows{};  ///< each [tiles][channels], of position 0
  std::ptrdiff_t position_stride = 0;
  int tiles = 0;
  int channels = 0;  ///< a multiple of 16
};

/// A 3x3 convolution with bias and PReLU: 4 * tiles pixels of the layer's outputs.
/// @param products a buffer that grows as needed
void winograd_convolution(const CnnKernels& kernels, const PackedLayer& layer,
                          const WinogradRows& in, Floats& products, float* out);

}  // namespace mien::detect
