#pragma once

#include <cstdint>
#include <vector>

#include "detect/aligned.h"
#include "detect/cnn_kernels.h"
#include "mien/core/image.h"

namespace mien::detect {

/// Along one axis, what each output pixel is made of: neighbouring source pixels and their weights
/// (which sum to 1).
class Resampling {
 public:
  /// The mean over the area of each output pixel; for growing, the linear interpolation that
  /// OpenCV's INTER_AREA falls back to if `growing` is set. Both need source >= 1 and target >= 1.
  Resampling(int source, int target, bool growing);

  [[nodiscard]] int target() const { return static_cast<int>(starts_.size()) - 1; }
  [[nodiscard]] int first(int i) const { return firsts_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] int count(int i) const {
    return static_cast<int>(starts_[static_cast<std::size_t>(i) + 1] -
                            starts_[static_cast<std::size_t>(i)]);
  }
  [[nodiscard]] const float* weights(int i) const {
    return weights_.data() + starts_[static_cast<std::size_t>(i)];
  }

 private:
  std::vector<int> firsts_;
  std::vector<std::size_t> starts_{0};
  std::vector<float> weights_;
};

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
  Resampling across_;
  Resampling down_;
};

}  // namespace mien::detect
