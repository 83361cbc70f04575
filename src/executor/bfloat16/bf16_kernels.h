#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace mien::executor {

/// A number of 16 bits: the upper half of a 32-bit float (bfloat16).
using Bf16 = std::uint16_t;

/// Points times weights: sum over k of in[p][k] * weights[k][o] in 32 bits, then bias and limits.
/// The inputs of a point are some runs of neighbouring numbers, so that a convolution over a map is
/// one product without a copy.
struct Bf16Product {
  static constexpr int most_segments = 9;

  const Bf16* segments[most_segments] = {};  ///< runs of point 0
  int segment_count = 1;
  int length = 0;                   ///< numbers of a run, even
  std::ptrdiff_t point_stride = 0;  ///< numbers from point to point
  int points = 0;
  const Bf16* weights = nullptr;  ///< [panels][segment_count * length / 2][16 outputs][2]
  int panels = 1;                 ///< of 16 outputs
  const float* bias = nullptr;    ///< [panels * 16]
  float least = -INFINITY;        ///< smaller answers become this
  float most = INFINITY;          ///< larger answers become this
  Bf16* out = nullptr;            ///< [points, panels * 16]
  float* numbers = nullptr;       ///< takes the place of `out`, if it is there: in 32 bits
};

/// A row of a 3x3 depthwise convolution, computed in 32 bits. Beyond the ends of a row are zeros.
struct Bf16DepthwiseRow {
  const Bf16* rows[3] = {};  ///< each [width, channels]
  int width = 0;
  int channels = 0;  ///< a multiple of 16
  int stride = 1;    ///< 1 or more
  int left = 0;      ///< columns that the first kernel lies beyond the row, 0 or more
  int outputs = 0;
  const float* weights = nullptr;  ///< [3 rows][3 columns][channels]
  const float* bias = nullptr;     ///< [channels]
  float least = -INFINITY;
  float most = INFINITY;
  Bf16* out = nullptr;  ///< [outputs, channels]
};

/// The loops that take the time, compiled for one instruction set.
struct Bf16Kernels {
  const char* name;
  void (*multiply)(const Bf16Product&);
  void (*depthwise)(const Bf16DepthwiseRow&);
};

/// The kernels this machine can run, best first; never empty. The last one, "portable", is there
/// for comparison: it is slower than kernels of 32 bits.
[[nodiscard]] std::span<const Bf16Kernels* const> supported_bf16_kernels();

}  // namespace mien::executor
