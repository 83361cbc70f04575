#include "executor/layers.h"

#include <algorithm>

namespace mien::executor {

namespace {

using detect::CnnKernels;
using detect::DepthwiseRow;
using detect::Floats;
using detect::Product;

std::size_t numbers(int a, int b, int c = 1) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(b) * static_cast<std::size_t>(c);
}

float* grown_to(Floats& buffer, std::size_t needed) {
  if (buffer.size() < needed) buffer.resize(needed);
  return buffer.data();
}

Product product_for(const Step& step) {
  Product product = detect::product_of(step.dense);
  product.slope = step.slope.empty() ? nullptr : step.slope.data();
  product.most = step.most;
  product.out_stride = step.depth;
  return product;
}

float activated(float value, float slope, float most) {
  return std::min(value > 0 ? value : value * slope, most);
}

void activate(const Step& step, float* values) {
  if (step.slope.empty()) return;
  for (int c = 0; c < step.depth; ++c) {
    values[c] = activated(values[c], step.slope[static_cast<std::size_t>(c)], step.most);
  }
}

/// The map with the layer's zeros around it; the map itself if there are none.
MapView with_pads(const Step& step, const MapView& in, LayerBuffers& buffers) {
  const auto [above, left, below, right] = step.pads;
  if (above + left + below + right == 0) return in;
  MapView wide{in.rows + above + below, in.columns + left + right, in.depth};
  float* out = grown_to(buffers.padded, wide.size());
  wide.data = out;
  const auto row_size = static_cast<std::ptrdiff_t>(numbers(in.columns, in.depth));
  const auto zeros = [&](std::size_t count) { out = std::fill_n(out, count, 0.0F); };
  zeros(numbers(above, wide.columns, in.depth));
  for (int y = 0; y < in.rows; ++y) {
    zeros(numbers(left, in.depth));
    out = std::copy_n(in.row(y), row_size, out);
    zeros(numbers(right, in.depth));
  }
  zeros(numbers(below, wide.columns, in.depth));
  return wide;
}

/// The pixels that each kernel of a row of the answer covers, one kernel after the other.
void gather(const Step& step, const MapView& in, int y, int outputs, float* to) {
  for (int x = 0; x < outputs; ++x) {
    for (int r = 0; r < step.rows; ++r) {
      const int row = y * step.stride - step.pads[0] + r * step.dilation;
      for (int k = 0; k < step.columns; ++k) {
        const int column = x * step.stride - step.pads[1] + k * step.dilation;
        const bool inside = row >= 0 && row < in.rows && column >= 0 && column < in.columns;
        to = inside ? std::copy_n(in.row(row) + static_cast<std::ptrdiff_t>(column) * in.depth,
                                  in.depth, to)
                    : std::fill_n(to, in.depth, 0.0F);
      }
    }
  }
}

/// A row of a 3x3 depthwise convolution by the kernels.
void depthwise_row(const CnnKernels& kernels, const Step& step, const MapView& in, int y,
                   int outputs, const float* zeros, float* to) {
  DepthwiseRow row;
  for (int r = 0; r < 3; ++r) {
    const int from = y * step.stride - step.pads[0] + r;
    row.rows[r] = from >= 0 && from < in.rows ? in.row(from) : zeros;
  }
  row.width = in.columns;
  row.channels = in.depth;
  row.stride = step.stride;
  row.left = step.pads[1];
  row.outputs = outputs;
  row.weights = step.weights.data();
  row.bias = step.bias.data();
  row.slope = step.slope.empty() ? nullptr : step.slope.data();
  row.most = step.most;
  row.out = to;
  kernels.depthwise(row);
}

const float* row_of_zeros(const MapView& in, LayerBuffers& buffers) {
  return grown_to(buffers.zeros, numbers(in.columns, in.depth));
}

}  // namespace

int answer_side(int side, int pads, int kernel, int stride, int dilation) {
  const int covered = (kernel - 1) * dilation + 1;
  return side + pads < covered ? 0 : (side + pads - covered) / stride + 1;
}

void convolve(const CnnKernels& kernels, const Step& step, const MapView& in, const MapView& out,
              float* to, LayerBuffers& buffers) {
  Product product = product_for(step);
  product.out = to;
  if (step.is_pointwise()) {
    product.segments[0] = in.data;
    product.point_stride = in.depth;
    product.points = in.rows * in.columns;
    kernels.multiply(product);
    return;
  }
  product.points = out.columns;
  if (step.rows > 3 || step.dilation > 1) {
    const int length = step.rows * step.columns * in.depth;
    float* pixels = grown_to(buffers.padded, numbers(out.columns, length));
    product.segment_count = 1;
    product.length = length;
    product.point_stride = length;
    product.segments[0] = pixels;
    for (int y = 0; y < out.rows; ++y, product.out += numbers(out.columns, out.depth)) {
      gather(step, in, y, out.columns, pixels);
      kernels.multiply(product);
    }
    return;
  }
  const MapView wide = with_pads(step, in, buffers);
  product.point_stride = static_cast<std::ptrdiff_t>(step.stride) * in.depth;
  for (int y = 0; y < out.rows; ++y, product.out += numbers(out.columns, out.depth)) {
    for (int r = 0; r < step.rows; ++r) product.segments[r] = wide.row(y * step.stride + r);
    kernels.multiply(product);
  }
}

void convolve_depthwise(const CnnKernels& kernels, const Step& step, const MapView& in,
                        const MapView& out, float* to, LayerBuffers& buffers) {
  const bool usual = step.rows == 3 && step.columns == 3 && step.dilation == 1;
  const float* zeros = row_of_zeros(in, buffers);
  for (int y = 0; y < out.rows; ++y) {
    if (usual) {
      depthwise_row(kernels, step, in, y, out.columns, zeros, to);
      to += numbers(out.columns, out.depth);
      continue;
    }
    for (int x = 0; x < out.columns; ++x, to += out.depth) {
      std::copy(step.bias.begin(), step.bias.end(), to);
      for (int r = 0; r < step.rows; ++r) {
        const int row = y * step.stride - step.pads[0] + r * step.dilation;
        for (int k = 0; k < step.columns; ++k) {
          const int column = x * step.stride - step.pads[1] + k * step.dilation;
          if (row < 0 || row >= in.rows || column < 0 || column >= in.columns) continue;
          const float* pixel = in.row(row) + static_cast<std::ptrdiff_t>(column) * in.depth;
          const float* weights = step.weights.data() + numbers(r * step.columns + k, in.depth);
          for (int c = 0; c < in.depth; ++c) to[c] += pixel[c] * weights[c];
        }
      }
      activate(step, to);
    }
  }
}

void convolve_separably(const CnnKernels& kernels, const Step& depthwise, const Step& pointwise,
                        const MapView& in, const MapView& out, float* to, LayerBuffers& buffers) {
  // Enough points to make use of a panel of weights that was fetched, and few enough for the cache.
  constexpr int least_points = 96;
  constexpr int most_numbers = 1 << 15;
  const int by_cache = most_numbers / (out.columns * in.depth);
  const int by_points = (least_points + out.columns - 1) / out.columns;
  const int together = std::min(std::max({1, by_cache, by_points}), out.rows);
  float* between = grown_to(buffers.between, numbers(together, out.columns, in.depth));
  const float* zeros = row_of_zeros(in, buffers);
  Product product = product_for(pointwise);
  product.segments[0] = between;
  product.point_stride = in.depth;
  for (int first = 0; first < out.rows; first += together) {
    const int count = std::min(together, out.rows - first);
    for (int y = 0; y < count; ++y) {
      depthwise_row(kernels, depthwise, in, first + y, out.columns, zeros,
                    between + numbers(y, out.columns, in.depth));
    }
    product.points = count * out.columns;
    product.out = to + numbers(first, out.columns, out.depth);
    kernels.multiply(product);
  }
}

void mean_of(const Step& step, const MapView& in, float* to) {
  std::fill_n(to, in.depth, 0.0F);
  const int places = in.rows * in.columns;
  const float* pixel = in.data;
  for (int i = 0; i < places; ++i, pixel += in.depth) {
    for (int c = 0; c < in.depth; ++c) to[c] += pixel[c];
  }
  const float share = 1 / static_cast<float>(places);
  for (int c = 0; c < in.depth; ++c) to[c] *= share;
  activate(step, to);
}

void add(const Step& step, const MapView& a, const MapView& b, float* to) {
  const int places = a.rows * a.columns;
  const float* first = a.data;
  const float* second = b.data;
  for (int i = 0; i < places; ++i, first += a.depth, second += a.depth, to += a.depth) {
    for (int c = 0; c < a.depth; ++c) to[c] = first[c] + second[c];
    activate(step, to);
  }
}

}  // namespace mien::executor
