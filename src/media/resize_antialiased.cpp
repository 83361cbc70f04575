#include "media/resize_antialiased.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mien::media {

namespace {

// Bits of a weight behind the point, as Pillow has them: 32 without those of a pixel and two.
constexpr int precision = 22;
constexpr int half = 1 << (precision - 1);

/// What one pixel is made of along an axis: pixels from `first` on by their weights.
struct Taps {
  int first = 0;
  std::vector<int> weights;
};

std::vector<Taps> taps_of(int from, int to) {
  const double scale = static_cast<double>(from) / to;
  const double support = std::max(scale, 1.0);
  std::vector<Taps> all(static_cast<std::size_t>(to));
  for (int i = 0; i < to; ++i) {
    const double centre = (i + 0.5) * scale;
    // Rounded as Pillow does.
    // NOLINTBEGIN(bugprone-incorrect-roundings)
    const int first = std::max(0, static_cast<int>(centre - support + 0.5));
    const int last = std::min(from, static_cast<int>(centre + support + 0.5));
    // NOLINTEND(bugprone-incorrect-roundings)
    std::vector<double> weights;
    double sum = 0;
    for (int x = first; x < last; ++x) {
      weights.push_back(std::max(0.0, 1 - std::abs(x + 0.5 - centre) / support));
      sum += weights.back();
    }
    Taps& taps = all[static_cast<std::size_t>(i)];
    taps.first = first;
    for (const double weight : weights) {
      // NOLINTNEXTLINE(bugprone-incorrect-roundings): as Pillow does
      taps.weights.push_back(static_cast<int>(0.5 + weight / sum * (1 << precision)));
    }
  }
  return all;
}

/// The weighted sum of every `step`th value from `values` on.
std::uint8_t mixed(const std::uint8_t* values, std::ptrdiff_t step, const Taps& taps) {
  int sum = half;
  for (const int weight : taps.weights) {
    sum += weight * *values;
    values += step;
  }
  return static_cast<std::uint8_t>(std::clamp(sum >> precision, 0, 255));
}

Image across(const Image& image, int width) {
  const std::vector<Taps> taps = taps_of(image.width(), width);
  Image result(width, image.height());
  for (int y = 0; y < image.height(); ++y) {
    const std::uint8_t* from = image.row(y);
    std::uint8_t* to = result.mutable_row(y);
    for (const Taps& filter : taps) {
      for (int channel = 0; channel < Image::channels; ++channel) {
        *to++ = mixed(from + std::ptrdiff_t{Image::channels} * filter.first + channel,
                      Image::channels, filter);
      }
    }
  }
  return result;
}

Image down(const Image& image, int height) {
  const std::vector<Taps> taps = taps_of(image.height(), height);
  Image result(image.width(), height);
  for (int y = 0; y < height; ++y) {
    const Taps& filter = taps[static_cast<std::size_t>(y)];
    const std::uint8_t* from = image.row(filter.first);
    std::uint8_t* to = result.mutable_row(y);
    for (int i = 0; i < Image::channels * image.width(); ++i) {
      to[i] = mixed(from + i, image.stride(), filter);
    }
  }
  return result;
}

}  // namespace

Image resize_antialiased(const Image& image, Size size) {
  return down(across(image, size.width), size.height);
}

}  // namespace mien::media
