#include "detect/winograd.h"

#include <algorithm>

namespace mien::detect {

void winograd_convolution(const CnnKernels& kernels, const PackedLayer& layer,
                          const WinogradRows& in, Floats& products, float* out) {
  // As many tiles at once as keep the products in the first-level cache.
  constexpr int most_tiles = 36;
  const int outputs = layer.outputs();
  const std::size_t needed = static_cast<std::size_t>(layer.positions) * most_tiles * outputs;
  if (products.size() < needed) products.resize(needed);
  for (int first = 0; first < in.tiles; first += most_tiles) {
    const int tiles = std::min(most_tiles, in.tiles - first);
    const std::ptrdiff_t position_stride = static_cast<std::ptrdiff_t>(tiles) * outputs;
    for (int position = 0; position < layer.positions; ++position) {
      Product product = product_of(layer, position);
      const std::ptrdiff_t at =
          position * in.position_stride + static_cast<std::ptrdiff_t>(first) * in.channels;
      for (int row = 0; row < 3; ++row) {
        product.segments[row] = in.rows[static_cast<std::size_t>(row)] + at;
      }
      product.point_stride = in.channels;
      product.points = tiles;
      product.out = products.data() + position * position_stride;
      product.out_stride = outputs;
      kernels.multiply(product);
    }
    kernels.winograd_output(products.data(), position_stride, tiles, outputs, layer.bias.data(),
                            layer.slope.data(),
                            out + static_cast<std::ptrdiff_t>(4) * first * outputs);
  }
}

}  // namespace mien::detect
