#pragma once

#include <cstddef>
#include <vector>

namespace mien::pixels {

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

}  // namespace mien::pixels
