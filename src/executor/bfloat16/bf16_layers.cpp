#include "executor/bfloat16/bf16_layers.h"

#include <algorithm>

#include "executor/bfloat16/bf16.h"

namespace mien::executor {

namespace {

Bf16* grown_to(std::vector<Bf16>& buffer, std::size_t size) {
  if (buffer.size() < size) buffer.resize(size);
  return buffer.data();
}

std::size_t numbers_of(int columns, int depth) {
  return static_cast<std::size_t>(columns) * static_cast<std::size_t>(depth);
}

Bf16Product product_for(const Bf16Step& step, const Bf16Target& out) {
  Bf16Product product;
  product.segment_count = step.segments;
  product.length = step.length;
  product.weights = step.weights.data();
  product.panels = step.depth / 16;
  product.bias = step.bias.data();
  product.least = step.least;
  product.most = step.most;
  product.out = out.half;
  product.numbers = out.numbers;
  return product;
}

/// The answers of the next points.
void advance(Bf16Product& product) {
  const std::ptrdiff_t outputs = static_cast<std::ptrdiff_t>(product.points) * product.panels * 16;
  if (product.numbers != nullptr) {
    product.numbers += outputs;
  } else {
    product.out += outputs;
  }
}

/// A map with zeros around it.
Bf16Map with_pads(const Bf16Step& step, const Bf16Map& in, Bf16Buffers& buffers) {
  const auto [above, left, below, right] = step.pads;
  Bf16Map wide{in.rows + above + below, in.columns + left + right, in.depth};
  // The last run of a kernel is read to an even number.
  Bf16* to = grown_to(buffers.padded, wide.size() + 1);
  wide.data = to;
  const auto zeros = [&](int pixels) {
    to = std::fill_n(to, numbers_of(pixels, in.depth), Bf16{0});
  };
  zeros(above * wide.columns);
  for (int y = 0; y < in.rows; ++y) {
    zeros(left);
    to = std::copy_n(in.row(y), numbers_of(in.columns, in.depth), to);
    zeros(right);
  }
  zeros(below * wide.columns);
  *to = 0;
  return wide;
}

const Bf16* row_of_zeros(const Bf16Map& in, Bf16Buffers& buffers) {
  return grown_to(buffers.zeros, numbers_of(in.columns, in.depth));
}

void depthwise_row(const Bf16Kernels& kernels, const Bf16Step& step, const Bf16Map& in, int y,
                   int outputs, const Bf16* zeros, Bf16* to) {
  Bf16DepthwiseRow row;
  for (int r = 0; r < 3; ++r) {
    const int from = y * step.stride - step.pads[0] + r;
    row.rows[r] = from >= 0 && from < in.rows ? in.row(from) : zeros;
  }
  row.width = in.columns;
  row.channels = in.depth;
  row.stride = step.stride;
  row.left = step.pads[1];
  row.outputs = outputs;
  row.weights = step.planes.data();
  row.bias = step.bias.data();
  row.least = step.least;
  row.most = step.most;
  row.out = to;
  kernels.depthwise(row);
}

}  // namespace

void convolve(const Bf16Kernels& kernels, const Bf16Step& step, const Bf16Map& in,
              const Bf16Target& out, Bf16Buffers& buffers) {
  Bf16Product product = product_for(step, out);
  if (step.is_pointwise()) {
    product.segments[0] = in.data;
    product.point_stride = in.depth;
    product.points = out.rows * out.columns;
    kernels.multiply(product);
    return;
  }
  const Bf16Map wide = with_pads(step, in, buffers);
  product.points = out.columns;
  product.point_stride = static_cast<std::ptrdiff_t>(step.stride) * in.depth;
  const int in_row = step.segments / step.rows;
  for (int y = 0; y < out.rows; ++y, advance(product)) {
    for (int s = 0; s < step.segments; ++s) {
      product.segments[s] = wide.row(y * step.stride + s / in_row * step.dilation) +
                            static_cast<std::ptrdiff_t>(s % in_row) * step.dilation * in.depth;
    }
    kernels.multiply(product);
  }
}

void convolve_depthwise(const Bf16Kernels& kernels, const Bf16Step& step, const Bf16Map& in,
                        const Bf16Target& out, Bf16Buffers& buffers) {
  const Bf16* zeros = row_of_zeros(in, buffers);
  for (int y = 0; y < out.rows; ++y) {
    depthwise_row(kernels, step, in, y, out.columns, zeros,
                  out.half + static_cast<std::size_t>(y) * numbers_of(out.columns, step.depth));
  }
}

void convolve_separably(const Bf16Kernels& kernels, const Bf16Step& depthwise,
                        const Bf16Step& pointwise, const Bf16Map& in, const Bf16Target& out,
                        Bf16Buffers& buffers) {
  // Enough points to make use of a panel of weights that was fetched, and few enough for the cache.
  constexpr int least_points = 96;
  constexpr int most_numbers = 1 << 14;
  const int by_cache = most_numbers / (out.columns * in.depth);
  const int by_points = (least_points + out.columns - 1) / out.columns;
  const int together = std::min(std::max({1, by_cache, by_points}), out.rows);
  const std::size_t row = numbers_of(out.columns, in.depth);
  Bf16* between = grown_to(buffers.between, static_cast<std::size_t>(together) * row);
  const Bf16* zeros = row_of_zeros(in, buffers);
  Bf16Product product = product_for(pointwise, out);
  product.segments[0] = between;
  product.point_stride = depthwise.depth;
  for (int first = 0; first < out.rows; first += together, advance(product)) {
    const int count = std::min(together, out.rows - first);
    for (int y = 0; y < count; ++y) {
      depthwise_row(kernels, depthwise, in, first + y, out.columns, zeros,
                    between + static_cast<std::size_t>(y) * row);
    }
    product.points = count * out.columns;
    kernels.multiply(product);
  }
}

void add(const Bf16Step& step, const Bf16Map& a, const Bf16Map& b, const Bf16Target& out) {
  const std::size_t count = numbers_of(out.rows * out.columns, step.depth);
  for (std::size_t i = 0; i < count; ++i) {
    const float sum = from_bf16(a.data[i]) + from_bf16(b.data[i]);
    out.half[i] = to_bf16(std::min(std::max(sum, step.least), step.most));
  }
}

}  // namespace mien::executor
