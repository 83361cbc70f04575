#include "pixels/area.h"

#include <bit>
#include <cstddef>
#include <vector>

#include "pixels/linear.h"
#include "pixels/resampling.h"

namespace mien::pixels {

namespace {

// Added to a float of 0 to 255, it leaves the nearest integer (of two, the even one) in the
// lowest bits.
constexpr float rounder = 0x1.8p23F;

/// The pixels of a row, each the mean over its part of `sums`.
void narrow_colours(const float* sums, const Resampling& across, std::uint8_t* out) {
  // Three channels and a value of the neighbouring pixel, which does not matter.
  using Pixel __attribute__((vector_size(16))) = float;
  using LoosePixel __attribute__((vector_size(16), aligned(4), may_alias)) = float;
  using Words __attribute__((vector_size(16))) = std::uint32_t;
  for (int x = 0; x < across.target(); ++x, out += Image::channels) {
    const float* in = sums + static_cast<std::ptrdiff_t>(across.first(x)) * Image::channels;
    const float* weights = across.weights(x);
    Pixel sum = {};
    for (int i = 0; i < across.count(x); ++i, in += Image::channels) {
      sum += *reinterpret_cast<const LoosePixel*>(in) * weights[i];
    }
    const auto rounded = std::bit_cast<Words>(sum + rounder);
    for (int c = 0; c < Image::channels; ++c) out[c] = static_cast<std::uint8_t>(rounded[c]);
  }
}

void narrow_grey(const float* sums, const Resampling& across, std::uint8_t* out) {
  for (int x = 0; x < across.target(); ++x) {
    const float* in = sums + across.first(x);
    const float* weights = across.weights(x);
    float sum = 0;
    for (int i = 0; i < across.count(x); ++i) sum += in[i] * weights[i];
    out[x] = static_cast<std::uint8_t>(std::bit_cast<std::uint32_t>(sum + rounder));
  }
}

bool is_half(Size small, Size large) {
  return large.width == 2 * small.width && large.height == 2 * small.height;
}

bool grows(Size from, Size to) { return to.width > from.width || to.height > from.height; }

void halve_row(const std::uint8_t* upper, const std::uint8_t* lower, int width, int channels,
               std::uint8_t* out) {
  for (int x = 0; x < width; ++x) {
    for (int c = 0; c < channels; ++c) {
      const int at = 2 * x * channels + c;
      *out++ = static_cast<std::uint8_t>(
          (upper[at] + upper[at + channels] + lower[at] + lower[at + channels] + 2) >> 2);
    }
  }
}

}  // namespace

void weighted_rows(const std::uint8_t* const* rows, const float* weights, int row_count, int count,
                   float* out) {
  for (int i = 0; i < count; ++i) out[i] = weights[0] * static_cast<float>(rows[0][i]);
  for (int r = 1; r < row_count; ++r) {
    const std::uint8_t* const row = rows[r];
    const float weight = weights[r];
    for (int i = 0; i < count; ++i) out[i] += weight * static_cast<float>(row[i]);
  }
}

Image area_reduced(const Image& picture, Size size, WeightedRows rows) {
  const Resampling across(picture.width(), size.width, false);
  const Resampling down(picture.height(), size.height, false);
  const int values = picture.width() * Image::channels;
  std::vector<float> sums(static_cast<std::size_t>(values) + 1);  // read four floats at a time
  std::vector<const std::uint8_t*> sources;
  Image result(size.width, size.height);
  // Down first: whole rows of bytes suit vectors, and only one row of floats is left to do.
  for (int y = 0; y < size.height; ++y) {
    sources.clear();
    for (int i = 0; i < down.count(y); ++i) sources.push_back(picture.row(down.first(y) + i));
    rows(sources.data(), down.weights(y), down.count(y), values, sums.data());
    narrow_colours(sums.data(), across, result.mutable_row(y));
  }
  return result;
}

Grey area_reduced(const Grey& picture, Size size) {
  const Resampling across(picture.size.width, size.width, false);
  const Resampling down(picture.size.height, size.height, false);
  std::vector<float> sums(static_cast<std::size_t>(picture.size.width));
  std::vector<const std::uint8_t*> sources;
  Grey result(size);
  for (int y = 0; y < size.height; ++y) {
    sources.clear();
    for (int i = 0; i < down.count(y); ++i) sources.push_back(picture.row(down.first(y) + i));
    weighted_rows(sources.data(), down.weights(y), down.count(y), picture.size.width, sums.data());
    narrow_grey(sums.data(), across, result.row(y));
  }
  return result;
}

Image halved(const Image& picture) {
  Image result(picture.width() / 2, picture.height() / 2);
  for (int y = 0; y < result.height(); ++y) {
    halve_row(picture.row(2 * y), picture.row(2 * y + 1), result.width(), Image::channels,
              result.mutable_row(y));
  }
  return result;
}

Grey halved(const Grey& picture) {
  Grey result(Size{picture.size.width / 2, picture.size.height / 2});
  for (int y = 0; y < result.size.height; ++y) {
    halve_row(picture.row(2 * y), picture.row(2 * y + 1), result.size.width, 1, result.row(y));
  }
  return result;
}

Image area_resized(const Image& picture, Size size) {
  if (is_half(size, picture.size())) return halved(picture);
  if (grows(picture.size(), size)) return linear_resized(picture, size, Positions::areas);
  return area_reduced(picture, size);
}

Grey area_resized(const Grey& picture, Size size) {
  if (is_half(size, picture.size)) return halved(picture);
  if (grows(picture.size, size)) return linear_resized(picture, size, Positions::areas);
  return area_reduced(picture, size);
}

}  // namespace mien::pixels
