#include "detect/area_resize.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "detect/aligned.h"
#include "detect/resample.h"

namespace mien::detect {

namespace {

// Three channels and a value of the neighbouring pixel, which does not matter.
using Pixel __attribute__((vector_size(16))) = float;
using LoosePixel __attribute__((vector_size(16), aligned(4), may_alias)) = float;
using Words __attribute__((vector_size(16))) = std::uint32_t;

/// The pixels of a row, each the mean over its part of `sums`.
void narrow(const Floats& sums, const Resampling& across, std::uint8_t* out) {
  // Added to a float of 0 to 255, it leaves the nearest integer (of two, the even one) in the
  // lowest bits.
  constexpr float rounder = 0x1.8p23F;
  for (int x = 0; x < across.target(); ++x, out += Image::channels) {
    const float* in = sums.data() + static_cast<std::ptrdiff_t>(across.first(x)) * Image::channels;
    const float* weights = across.weights(x);
    Pixel sum = {};
    for (int i = 0; i < across.count(x); ++i, in += Image::channels) {
      sum += *reinterpret_cast<const LoosePixel*>(in) * weights[i];
    }
    const auto rounded = std::bit_cast<Words>(sum + rounder);
    for (int c = 0; c < Image::channels; ++c) out[c] = static_cast<std::uint8_t>(rounded[c]);
  }
}

}  // namespace

Image area_resize(const CnnKernels& kernels, const Image& picture, Size size) {
  const bool growing = picture.width() < size.width || picture.height() < size.height;
  const Resampling across(picture.width(), size.width, growing);
  const Resampling down(picture.height(), size.height, growing);
  const int values = picture.width() * Image::channels;
  Floats sums(static_cast<std::size_t>(values) + 1);  // pixels are read four floats at a time
  std::vector<const std::uint8_t*> rows;
  Image result(size.width, size.height);
  // Down first: whole rows of bytes suit vectors, and only one row of floats is left to do.
  for (int y = 0; y < size.height; ++y) {
    rows.clear();
    for (int i = 0; i < down.count(y); ++i) rows.push_back(picture.row(down.first(y) + i));
    kernels.weighted_rows(rows.data(), down.weights(y), down.count(y), values, sums.data());
    narrow(sums, across, result.mutable_row(y));
  }
  return result;
}

}  // namespace mien::detect
