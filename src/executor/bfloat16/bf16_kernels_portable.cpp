#include <algorithm>

#include "executor/bfloat16/bf16.h"
#include "executor/bfloat16/bf16_kernels.h"

namespace mien::executor {

extern const Bf16Kernels bf16_kernels_portable;

namespace {

constexpr int panel = 16;

void multiply(const Bf16Product& p) {
  const int outputs = p.panels * panel;
  const std::ptrdiff_t panel_size = static_cast<std::ptrdiff_t>(p.segment_count) * p.length * panel;
  for (int i = 0; i < p.points; ++i) {
    for (int o = 0; o < outputs; ++o) {
      const Bf16* weights = p.weights + o / panel * panel_size + std::ptrdiff_t{2} * (o % panel);
      float sum = p.bias[o];
      for (int s = 0; s < p.segment_count; ++s) {
        const Bf16* in = p.segments[s] + i * p.point_stride;
        for (int k = 0; k < p.length; ++k) {
          sum += from_bf16(in[k]) *
                 from_bf16(weights[static_cast<std::ptrdiff_t>(k / 2) * panel * 2 + k % 2]);
        }
        weights += static_cast<std::ptrdiff_t>(p.length) * panel;
      }
      const float value = std::clamp(sum, p.least, p.most);
      const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(i) * outputs + o;
      if (p.numbers != nullptr) {
        p.numbers[at] = value;
      } else {
        p.out[at] = to_bf16(value);
      }
    }
  }
}

void depthwise(const Bf16DepthwiseRow& row) {
  for (int x = 0; x < row.outputs; ++x) {
    for (int c = 0; c < row.channels; ++c) {
      float sum = row.bias[c];
      for (int k = 0; k < 3; ++k) {
        const int column = x * row.stride - row.left + k;
        if (column < 0 || column >= row.width) continue;
        const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(column) * row.channels + c;
        for (int r = 0; r < 3; ++r) {
          sum += from_bf16(row.rows[r][at]) *
                 row.weights[static_cast<std::ptrdiff_t>(3 * r + k) * row.channels + c];
        }
      }
      row.out[static_cast<std::ptrdiff_t>(x) * row.channels + c] =
          to_bf16(std::clamp(sum, row.least, row.most));
    }
  }
}

}  // namespace

const Bf16Kernels bf16_kernels_portable{"portable", multiply, depthwise};

}  // namespace mien::executor
