#include "detect/packing.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace mien::detect {

namespace {

constexpr int winograd_positions = 6;

int round_up(int value, int multiple) { return (value + multiple - 1) / multiple * multiple; }

/// Where weights of a layer under construction go.
struct Layout {
  PackedLayer layer;

  Layout(int positions, int segments, int length, int outputs, int panel) {
    layer.positions = positions;
    layer.segments = segments;
    layer.length = length;
    layer.panel = panel;
    layer.panels = round_up(outputs, panel) / panel;
    layer.weights.resize(static_cast<std::size_t>(positions) * segments * length * layer.outputs());
  }

  float& at(int position, int depth, int output) {
    const int panel = position * layer.panels + output / layer.panel;
    const std::size_t row = static_cast<std::size_t>(panel) * layer.segments * layer.length + depth;
    return layer.weights[row * layer.panel + output % layer.panel];
  }
};

void add_bias_and_slope(PackedLayer& packed, const RawLayer& layer) {
  packed.bias = padded(layer.bias.data, packed.outputs());
  if (layer.slope != nullptr) packed.slope = padded(layer.slope->data, packed.outputs());
}

/// Winograd's G for the points 0, 1, -1, 2, -2 and infinity.
std::array<double, winograd_positions> transform(const std::array<double, 3>& g) {
  return {g[0] / 4,
          -(g[0] + g[1] + g[2]) / 6,
          -(g[0] - g[1] + g[2]) / 6,
          g[0] / 24 + g[1] / 12 + g[2] / 6,
          g[0] / 24 - g[1] / 12 + g[2] / 6,
          g[2]};
}

}  // namespace

Product product_of(const PackedLayer& layer, int position) {
  Product product;
  product.segment_count = layer.segments;
  product.length = layer.length;
  product.panel = layer.panel;
  product.panels = layer.panels;
  const std::size_t size =
      static_cast<std::size_t>(layer.segments) * layer.length * layer.outputs();
  product.weights = layer.weights.data() + static_cast<std::size_t>(position) * size;
  if (layer.positions == 1) {
    product.bias = layer.bias.data();
    product.slope = layer.slope.empty() ? nullptr : layer.slope.data();
  }
  return product;
}

PackedLayer pack_convolution(const RawLayer& layer, int channels, int panel) {
  const auto outputs = static_cast<int>(layer.weights.shape[0]);
  const auto inputs = static_cast<int>(layer.weights.shape[1]);
  const auto rows = static_cast<int>(layer.weights.shape[2]);
  const auto columns = static_cast<int>(layer.weights.shape[3]);
  Layout layout(1, rows, columns * channels, outputs, panel);
  const float* weight = layer.weights.data.data();
  for (int o = 0; o < outputs; ++o) {
    for (int i = 0; i < inputs; ++i) {
      for (int y = 0; y < rows; ++y) {
        for (int x = 0; x < columns; ++x) {
          layout.at(0, (y * columns + x) * channels + i, o) = *weight++;
        }
      }
    }
  }
  add_bias_and_slope(layout.layer, layer);
  return std::move(layout.layer);
}

PackedLayer pack_winograd(const RawLayer& layer, int panel) {
  const auto outputs = static_cast<int>(layer.weights.shape[0]);
  const auto inputs = static_cast<int>(layer.weights.shape[1]);
  Layout layout(winograd_positions, 3, inputs, outputs, panel);
  const float* weight = layer.weights.data.data();
  for (int o = 0; o < outputs; ++o) {
    for (int i = 0; i < inputs; ++i) {
      for (int y = 0; y < 3; ++y, weight += 3) {
        const auto values = transform({weight[0], weight[1], weight[2]});
        for (int p = 0; p < winograd_positions; ++p) {
          layout.at(p, y * inputs + i, o) = static_cast<float>(values[static_cast<std::size_t>(p)]);
        }
      }
    }
  }
  add_bias_and_slope(layout.layer, layer);
  return std::move(layout.layer);
}

PackedLayer pack_dense(const std::vector<RawLayer>& layers, int rows, int columns, int panel) {
  int outputs = 0;
  std::vector<float> bias;
  for (const RawLayer& layer : layers) {
    outputs += static_cast<int>(layer.weights.shape[1]);
    bias.insert(bias.end(), layer.bias.data.begin(), layer.bias.data.end());
  }
  const int channels = static_cast<int>(layers.front().weights.shape[0]) / (rows * columns);
  Layout layout(1, rows, columns * channels, outputs, panel);
  int first = 0;
  for (const RawLayer& layer : layers) {
    const auto count = static_cast<int>(layer.weights.shape[1]);
    const float* weight = layer.weights.data.data();
    for (int c = 0; c < channels; ++c) {
      for (int pixel = 0; pixel < rows * columns; ++pixel) {
        for (int o = 0; o < count; ++o) layout.at(0, pixel * channels + c, first + o) = *weight++;
      }
    }
    first += count;
  }
  add_bias_and_slope(layout.layer, layers.front());
  layout.layer.bias = padded(bias, layout.layer.outputs());
  return std::move(layout.layer);
}

Floats padded(const std::vector<float>& values, int multiple) {
  Floats result(values.begin(), values.end());
  result.resize(static_cast<std::size_t>(round_up(static_cast<int>(values.size()), multiple)));
  return result;
}

}  // namespace mien::detect
