#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace mien::detect {

/// Points times weights: out[p][o] = sum over k of in[p][k] * weights[k][o], then bias and PReLU,
/// and what is larger than `most` becomes `most`.
/// The inputs of a point are `segment_count` runs of `length` neighbouring floats. So a convolution
/// over a map [row, column, channel] is one product without a copy: it has a run for each kernel
/// row, and points that are one pixel apart.
struct Product {
  const float* segments[3] = {};    ///< first run of point 0 and so on
  int segment_count = 1;            ///< 1 to 3
  int length = 0;                   ///< floats in a run
  std::ptrdiff_t point_stride = 0;  ///< floats from point to point
  int points = 0;
  const float* weights = nullptr;  ///< [panels][segment_count * length][panel]
  int panel = 16;                  ///< outputs side by side: 16, 32 or 48
  int panels = 1;
  const float* bias = nullptr;   ///< [panels * panel], null for neither bias nor PReLU
  const float* slope = nullptr;  ///< as `bias`, null for no PReLU
  float most = INFINITY;         ///< ReLU6 has 6
  float* out = nullptr;
  std::ptrdiff_t out_stride = 0;  ///< floats from point to point
};

/// A row of a 3x3 depthwise convolution: each channel has weights of its own.
struct DepthwiseRow {
  const float* rows[3] = {};  ///< each [width, channels]; rows beyond the map hold zeros
  int width = 0;
  int channels = 0;  ///< a multiple of 16
  int stride = 1;    ///< columns from output to output
  int left = 0;      ///< columns of zeros before the row, 0 to 2; as many as needed follow it
  int outputs = 0;
  const float* weights = nullptr;  ///< [9, channels], row by row
  const float* bias = nullptr;     ///< [channels]
  const float* slope = nullptr;    ///< [channels], null for no PReLU
  float most = INFINITY;           ///< what is larger becomes this
  float* out = nullptr;            ///< [outputs, channels]
};

/// Maximum over windows of `rows` x `window` pixels at stride 2 along a row.
struct Pooling {
  const float* rows[3] = {};  ///< each [width, channels]
  int row_count = 0;          ///< 1 to 3
  int window = 0;             ///< columns; windows are cut at `width`
  int width = 0;
  int channels = 0;  ///< a multiple of 16
  int outputs = 0;
  float* out = nullptr;  ///< [outputs, channels]
};

/// The loops that take the time, compiled for one instruction set. Maps are rows of pixels of
/// channels, and channels are multiples of 16 (padded with zeros) except in the picture. Every
/// output is summed in one fixed order, whatever stands beside it.
///
/// 3x3 convolutions use Winograd's F(4,3) along the row: four outputs of a row from six products a
/// channel in place of twelve.
struct CnnKernels {
  const char* name;

  void (*multiply)(const Product&);
  void (*depthwise)(const DepthwiseRow&);
  void (*max_pool)(const Pooling&);

  /// Pixels 4t to 4t + 5 of a row, for each tile t, to six positions:
  /// out[position * position_stride + t * channels + c].
  void (*winograd_input)(const float* row, int channels, int tiles, float* out,
                         std::ptrdiff_t position_stride);

  /// Products of six positions (laid out as above) to 4 * tiles pixels, with bias and PReLU.
  void (*winograd_output)(const float* products, std::ptrdiff_t position_stride, int tiles,
                          int channels, const float* bias, const float* slope, float* out);

  /// out[p] = bias + sum over c of in[p * channels + c] * weights[c].
  void (*dot)(const float* in, int points, int channels, const float* weights, float bias,
              float* out);

  /// out[i] = sum over r of weights[r] * rows[r][i].
  void (*weighted_rows)(const std::uint8_t* const* rows, const float* weights, int row_count,
                        int count, float* out);
};

/// The kernels this machine can run, best first; never empty.
[[nodiscard]] std::span<const CnnKernels* const> supported_kernels();

}  // namespace mien::detect
