#include "detect/resample.h"

#include <algorithm>
#include <cstddef>

namespace mien::detect {

Resampler::Resampler(const Image& picture, int x, int y, Size region, Size target)
    : picture_(picture),
      x_(x),
      y_(y),
      width_(region.width),
      across_(region.width, target.width,
              region.width < target.width || region.height < target.height),
      down_(region.height, target.height,
            region.width < target.width || region.height < target.height) {}

void Resampler::row(const CnnKernels& kernels, int y, ResamplerRows& buffers, float* out) const {
  // Down first: whole rows of bytes suit vectors, and only one row of floats is left to do.
  const int first_row = y_ + down_.first(y);
  const int begin = std::clamp(first_row, 0, picture_.height());
  const int end = std::clamp(first_row + down_.count(y), begin, picture_.height());
  const int left = std::clamp(x_, 0, picture_.width());
  const int right = std::clamp(x_ + width_, left, picture_.width());

  buffers.rows.clear();
  for (int i = begin; i < end; ++i) {
    buffers.rows.push_back(picture_.row(i) + static_cast<std::ptrdiff_t>(left) * Image::channels);
  }
  // One float more, since pixels are read four floats at a time below.
  const auto needed = static_cast<std::size_t>(width_) * Image::channels + 1;
  if (buffers.sums.size() < needed) buffers.sums.resize(needed);
  float* sums = buffers.sums.data();
  if (begin == end || left == right) {
    std::fill(sums, sums + needed, 0.0F);
  } else {
    float* inside = sums + static_cast<std::ptrdiff_t>(left - x_) * Image::channels;
    const int count = (right - left) * Image::channels;
    std::fill(sums, inside, 0.0F);
    kernels.weighted_rows(buffers.rows.data(), down_.weights(y) + (begin - first_row), end - begin,
                          count, inside);
    std::fill(inside + count, sums + needed, 0.0F);
  }

  using Pixel __attribute__((vector_size(16))) = float;
  using LoosePixel __attribute__((vector_size(16), aligned(4), may_alias)) = float;
  for (int x = 0; x < across_.target(); ++x) {
    const float* in = sums + static_cast<std::ptrdiff_t>(across_.first(x)) * Image::channels;
    const float* weights = across_.weights(x);
    Pixel sum = {};
    for (int i = 0; i < across_.count(x); ++i) {
      sum += *reinterpret_cast<const LoosePixel*>(in + static_cast<std::ptrdiff_t>(i) * 3) *
             weights[i];
    }
    constexpr float scale = 1.0F / 128;
    *reinterpret_cast<LoosePixel*>(out + static_cast<std::ptrdiff_t>(x) * 3) =
        sum * scale - 127.5F * scale;
  }
}

}  // namespace mien::detect
