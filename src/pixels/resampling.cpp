#include "pixels/resampling.h"

#include <algorithm>
#include <cmath>

namespace mien::pixels {

Resampling::Resampling(int source, int target, bool growing) {
  firsts_.reserve(static_cast<std::size_t>(target));
  starts_.reserve(static_cast<std::size_t>(target) + 1);
  const double scale = static_cast<double>(source) / target;
  for (int i = 0; i < target; ++i) {
    if (growing) {
      int at = static_cast<int>(std::floor(i * scale));
      double share = (i + 1) - (at + 1) / scale;
      share = share <= 0 ? 0 : share - std::floor(share);
      if (at >= source - 1) {
        at = source - 1;
        share = 0;
      }
      firsts_.push_back(at);
      weights_.push_back(static_cast<float>(1 - share));
      if (share > 0) weights_.push_back(static_cast<float>(share));
    } else {
      const double begin = i * scale;
      const double end = std::min(begin + scale, static_cast<double>(source));
      // Slivers of a source pixel are rounding errors of the borders.
      constexpr double sliver = 1e-3;
      const int first = std::min(static_cast<int>(std::floor(begin + sliver)), source - 1);
      const int last = std::clamp(static_cast<int>(std::ceil(end - sliver)), first + 1, source);
      firsts_.push_back(first);
      for (int j = first; j < last; ++j) {
        const double covered = std::min(end, j + 1.0) - std::max(begin, static_cast<double>(j));
        weights_.push_back(static_cast<float>(covered / (end - begin)));
      }
    }
    starts_.push_back(weights_.size());
  }
}

}  // namespace mien::pixels
