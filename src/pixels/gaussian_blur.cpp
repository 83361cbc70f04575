#include "pixels/gaussian_blur.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mien::pixels {

namespace {

/// Weights of a pixel and of its neighbours to one side, up to three deviations away.
std::vector<float> half_gaussian(double sigma) {
  // OpenCV's size for 8 bits is the whole number nearest to six deviations, made odd.
  const int reach = (static_cast<int>(std::lrint(6 * sigma + 1)) | 1) / 2;
  std::vector<double> weights;
  double sum = 0;
  for (int i = 0; i <= reach; ++i) {
    weights.push_back(std::exp(-0.5 * i * i / (sigma * sigma)));
    sum += (i == 0 ? 1 : 2) * weights.back();
  }
  std::vector<float> result;
  result.reserve(weights.size());
  for (const double weight : weights) result.push_back(static_cast<float>(weight / sum));
  return result;
}

}  // namespace

Image gaussian_blurred(const Image& picture, double sigma) {
  const std::vector<float> weights = half_gaussian(sigma);
  const int reach = static_cast<int>(weights.size()) - 1;
  const int last = picture.height() - 1;
  const std::size_t count = static_cast<std::size_t>(picture.width()) * Image::channels;
  const std::size_t edge = static_cast<std::size_t>(reach) * Image::channels;
  // A row with copies of the pixels at its edges.
  std::vector<float> wide(count + 2 * edge);
  float* const centre = wide.data() + edge;
  std::vector<float> sums(count);
  Image result(picture.width(), picture.height());
  for (int y = 0; y < picture.height(); ++y) {
    const std::uint8_t* const middle = picture.row(y);
    for (std::size_t i = 0; i < count; ++i) centre[i] = weights[0] * static_cast<float>(middle[i]);
    for (int k = 1; k <= reach; ++k) {
      const std::uint8_t* const above = picture.row(std::max(y - k, 0));
      const std::uint8_t* const below = picture.row(std::min(y + k, last));
      const float weight = weights[static_cast<std::size_t>(k)];
      for (std::size_t i = 0; i < count; ++i) {
        centre[i] += weight * static_cast<float>(above[i] + below[i]);
      }
    }
    for (std::size_t i = 0; i < edge; ++i) {
      wide[i] = centre[i % Image::channels];
      wide[edge + count + i] = centre[count - Image::channels + i % Image::channels];
    }
    for (std::size_t i = 0; i < count; ++i) sums[i] = weights[0] * centre[i];
    for (int k = 1; k <= reach; ++k) {
      const float weight = weights[static_cast<std::size_t>(k)];
      const std::ptrdiff_t step = std::ptrdiff_t{k} * Image::channels;
      for (std::size_t i = 0; i < count; ++i) {
        sums[i] += weight * (centre[static_cast<std::ptrdiff_t>(i) - step] +
                             centre[static_cast<std::ptrdiff_t>(i) + step]);
      }
    }
    std::uint8_t* const out = result.mutable_row(y);
    for (std::size_t i = 0; i < count; ++i) {
      out[i] = static_cast<std::uint8_t>(std::clamp(sums[i] + 0.5F, 0.0F, 255.0F));
    }
  }
  return result;
}

}  // namespace mien::pixels
