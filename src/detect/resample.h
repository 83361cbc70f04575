#pragma once

#include <cstdint>
#include <vector>

#include "detect/aligned.h"
#include "detect/cnn_kernels.h"
#include "mien/core/image.h"
#include "pixels/resampling.h"

namespace mien::detect {

/// Buffers of `Resampler`, kept from call to call.
struct ResamplerRows {
  std::vector<const std::uint8_t*> rows;
  Floats sums;
};

/// Resizes a region of a picture to rows of floats (value - 127.5) / 128, three channels side by
/// side. The region may reach beyond the picture, where there are zeros.
class Resampler {
 public:
  /// @param x, y of the region's first pixel in the picture
  Resampler(const Image& picture, int x, int y, Size region, Size target);

  /// Writes one row of the result: 3 * target width floats, and one float more that the caller
  /// provides room for.
  void row(const CnnKernels& kernels, int y, ResamplerRows& buffers, float* out) const;

 private:
  const Image& picture_;
  int x_;
  int y_;
  int width_;
  pixels::Resampling across_;
  pixels::Resampling down_;
};

}  // namespace mien::detect
