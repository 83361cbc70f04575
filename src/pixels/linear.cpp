#include "pixels/linear.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace mien::pixels {

namespace {

/// Weights of two neighbours in 2048ths.
constexpr int weight_one = 1 << 11;

/// Along one axis, two neighbouring source pixels, which may lie beyond the edge, and their
/// weights.
struct Neighbours {
  int first = 0;
  int first_weight = weight_one;
  int second_weight = 0;
};

/// As OpenCV computes them, in float and double where it does.
Neighbours neighbours_of(int i, int source, int target, Positions positions) {
  const double inverse_scale = static_cast<double>(target) / source;
  const double scale = 1 / inverse_scale;
  int first = 0;
  float share = 0;
  if (positions == Positions::centres) {
    const auto place = static_cast<float>((i + 0.5) * scale - 0.5);
    first = static_cast<int>(std::floor(place));
    share = place - static_cast<float>(first);
  } else {
    first = static_cast<int>(std::floor(i * scale));
    share = static_cast<float>((i + 1) - (first + 1) * inverse_scale);
    share = share <= 0 ? 0 : share - std::floor(share);
  }
  return {first, static_cast<int>(std::lrint((1 - share) * weight_one)),
          static_cast<int>(std::lrint(share * weight_one))};
}

/// Pixels to read from.
struct Source {
  const std::uint8_t* pixels = nullptr;
  std::ptrdiff_t stride = 0;
  Size size;
};

template <int channels>
class LinearRows {
 public:
  LinearRows(const Source& source, Size target, Positions positions)
      : source_(source), target_(target), positions_(positions) {
    across_.reserve(static_cast<std::size_t>(target.width));
    for (int x = 0; x < target.width; ++x) {
      Neighbours pair = neighbours_of(x, source.size.width, target.width, positions);
      // Across, a neighbour beyond the edge has no share; down, the row at the edge stands for it.
      if (pair.first < 0) pair = {0};
      if (pair.first >= source.size.width - 1) pair = {source.size.width - 1};
      across_.push_back(pair);
    }
    const auto count = static_cast<std::size_t>(target.width) * channels;
    for (Kept& row : kept_) row.values.resize(count);
  }

  void write(int y, std::uint8_t* out) {
    const Neighbours pair = neighbours_of(y, source_.size.height, target_.height, positions_);
    const int last = source_.size.height - 1;
    const int* upper = row_at(std::clamp(pair.first, 0, last), 0);
    const int* lower = row_at(std::clamp(pair.first + 1, 0, last), 1);
    const int count = target_.width * channels;
    for (int i = 0; i < count; ++i) {
      // The steps of OpenCV's own loop, which drops bits on the way.
      const int sum = ((pair.first_weight * (upper[i] >> 4)) >> 16) +
                      ((pair.second_weight * (lower[i] >> 4)) >> 16) + 2;
      out[i] = static_cast<std::uint8_t>(std::clamp(sum >> 2, 0, 255));
    }
  }

 private:
  struct Kept {
    int y = -1;
    std::vector<int> values;
  };

  /// A row of the source that was resized across. Growing pictures ask for the same ones again.
  const int* row_at(int y, std::size_t slot) {
    if (kept_[slot].y == y) return kept_[slot].values.data();
    if (kept_[1 - slot].y == y) {
      if (slot == 1) return kept_[0].values.data();
      std::swap(kept_[0], kept_[1]);
      return kept_[0].values.data();
    }
    kept_[slot].y = y;
    const std::uint8_t* const from = source_.pixels + y * source_.stride;
    int* to = kept_[slot].values.data();
    for (const Neighbours& pair : across_) {
      const std::uint8_t* const a = from + static_cast<std::ptrdiff_t>(pair.first) * channels;
      const std::uint8_t* const b = pair.second_weight == 0 ? a : a + channels;
      for (int c = 0; c < channels; ++c) {
        *to++ = a[c] * pair.first_weight + b[c] * pair.second_weight;
      }
    }
    return kept_[slot].values.data();
  }

  Source source_;
  Size target_;
  Positions positions_;
  std::vector<Neighbours> across_;
  Kept kept_[2];
};

}  // namespace

Image linear_resized(const Image& picture, Size size, Positions positions) {
  LinearRows<Image::channels> rows({picture.row(0), picture.stride(), picture.size()}, size,
                                   positions);
  Image result(size.width, size.height);
  for (int y = 0; y < size.height; ++y) rows.write(y, result.mutable_row(y));
  return result;
}

Grey linear_resized(const Grey& picture, Size size, Positions positions) {
  LinearRows<1> rows({picture.row(0), picture.size.width, picture.size}, size, positions);
  Grey result(size);
  for (int y = 0; y < size.height; ++y) rows.write(y, result.row(y));
  return result;
}

}  // namespace mien::pixels
