#include "pixels/linear.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace mien::pixels {

namespace {

/// Weights of two neighbours in 2048ths.
constexpr int weight_one = 1 << 11;
/// Low bits that a sum across loses, so that it fits into 16 bits.
constexpr int bits_dropped = 4;

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

using FourFloats __attribute__((vector_size(16))) = float;

/// Four bytes as floats. Compilers convert such a vector byte by byte unless they see it
/// interleaved.
FourFloats four_floats(const std::uint8_t* bytes) {
  using Bytes __attribute__((vector_size(16))) = std::uint8_t;
  using Shorts __attribute__((vector_size(16))) = std::int16_t;
  using Words __attribute__((vector_size(16))) = int;
  // By way of a register: what was stored in small pieces cannot be loaded as a whole at once.
  int loaded = 0;
  std::memcpy(&loaded, bytes, sizeof(loaded));
  const auto four = reinterpret_cast<Bytes>(Words{loaded, 0, 0, 0});
  const auto wide = reinterpret_cast<Shorts>(__builtin_shufflevector(
      four, Bytes{}, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
  const auto wider =
      reinterpret_cast<Words>(__builtin_shufflevector(wide, Shorts{}, 0, 8, 1, 9, 2, 10, 3, 11));
  return __builtin_convertvector(wider, FourFloats);
}

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
    for (Kept& row : kept_) row.values.resize(count + 1);
  }

  void write(int y, std::uint8_t* out) {
    const Neighbours pair = neighbours_of(y, source_.size.height, target_.height, positions_);
    const int last = source_.size.height - 1;
    const std::int16_t* const upper = row_at(std::clamp(pair.first, 0, last), 0);
    const std::int16_t* const lower = row_at(std::clamp(pair.first + 1, 0, last), 1);
    const auto upper_weight = static_cast<std::int16_t>(pair.first_weight);
    const auto lower_weight = static_cast<std::int16_t>(pair.second_weight);
    const int count = target_.width * channels;
    for (int i = 0; i < count; ++i) {
      // The steps of OpenCV's own loop, which drops bits on the way. Nothing exceeds 1022.
      const auto from_upper = static_cast<std::int16_t>((upper_weight * upper[i]) >> 16);
      const auto from_lower = static_cast<std::int16_t>((lower_weight * lower[i]) >> 16);
      const auto sum = static_cast<std::int16_t>(from_upper + from_lower + 2);
      out[i] = static_cast<std::uint8_t>(sum >> 2);
    }
  }

 private:
  /// A row of the source that was resized across, in 128ths.
  struct Kept {
    int y = -1;
    std::vector<std::int16_t> values;
  };

  /// Growing pictures ask for the same rows again.
  const std::int16_t* row_at(int y, std::size_t slot) {
    if (kept_[slot].y == y) return kept_[slot].values.data();
    if (kept_[1 - slot].y == y) {
      if (slot == 1) return kept_[0].values.data();
      std::swap(kept_[0], kept_[1]);
      return kept_[0].values.data();
    }
    kept_[slot].y = y;
    const std::uint8_t* const from = source_.pixels + y * source_.stride;
    std::int16_t* const to = kept_[slot].values.data();
    // Three channels are mixed as four where a fourth byte may be read.
    const int vectors = channels == Image::channels ? mixed_in_vectors(from, to) : 0;
    for (int x = vectors; x < target_.width; ++x) {
      const Neighbours& pair = across_[static_cast<std::size_t>(x)];
      const std::uint8_t* const a = from + static_cast<std::ptrdiff_t>(pair.first) * channels;
      const std::uint8_t* const b = pair.second_weight == 0 ? a : a + channels;
      for (int c = 0; c < channels; ++c) {
        to[x * channels + c] = static_cast<std::int16_t>(
            (a[c] * pair.first_weight + b[c] * pair.second_weight) >> bits_dropped);
      }
    }
    return kept_[slot].values.data();
  }

  /// Mixes pixels from the left on, as long as a byte follows those that are read.
  /// @return how many
  int mixed_in_vectors(const std::uint8_t* from, std::int16_t* to) const {
    using Words __attribute__((vector_size(16))) = int;
    using Shorts __attribute__((vector_size(8))) = std::int16_t;
    int x = 0;
    for (; x < target_.width; ++x) {
      const Neighbours& pair = across_[static_cast<std::size_t>(x)];
      if (pair.first + 2 >= source_.size.width) break;
      const std::uint8_t* const pixel = from + static_cast<std::ptrdiff_t>(pair.first) * channels;
      // Floats hold these numbers, below 2^20, without rounding.
      const FourFloats mixed =
          four_floats(pixel) * static_cast<float>(pair.first_weight) +
          four_floats(pixel + channels) * static_cast<float>(pair.second_weight);
      const Words words = __builtin_convertvector(mixed, Words) >> bits_dropped;
      const Shorts numbers = __builtin_convertvector(words, Shorts);
      // The fourth number is of the next pixel, which replaces it.
      std::memcpy(to + static_cast<std::ptrdiff_t>(x) * channels, &numbers, sizeof(numbers));
    }
    return x;
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
