#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "pixels/warp.h"
#include "pixels/warp_places.h"

namespace mien::pixels {

namespace {

constexpr int taps = 4;  // neighbours along an axis
constexpr int cubic_bits = 15;
constexpr int cubic_one = 1 << cubic_bits;

using Kernel = std::array<int, std::size_t{taps} * taps>;

/// Weights of the four neighbours of a place between the second and the third.
std::array<float, taps> cubic(float x) {
  constexpr float a = -0.75F;
  std::array<float, taps> weights{};
  weights[0] = ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a;
  weights[1] = ((a + 2) * x - (a + 3)) * x * x + 1;
  weights[2] = ((a + 2) * (1 - x) - (a + 3)) * (1 - x) * (1 - x) + 1;
  weights[3] = 1 - weights[0] - weights[1] - weights[2];
  return weights;
}

/// The weights of a place in whole numbers. What rounding leaves of their sum goes, as in OpenCV,
/// to the largest or the least of four in the middle.
Kernel kernel_of(int right, int down) {
  const std::array<float, taps> across = cubic(static_cast<float>(right) / place_steps);
  const std::array<float, taps> along = cubic(static_cast<float>(down) / place_steps);
  Kernel kernel{};
  int sum = 0;
  for (std::size_t row = 0; row < taps; ++row) {
    for (std::size_t column = 0; column < taps; ++column) {
      const float weight = along[row] * across[column] * cubic_one;
      kernel[row * taps + column] =
          static_cast<int>(std::clamp<long>(std::lrint(weight), INT16_MIN, INT16_MAX));
      sum += kernel[row * taps + column];
    }
  }
  if (sum == cubic_one) return kernel;
  std::size_t largest = 2 * taps + 2;
  std::size_t least = largest;
  for (std::size_t row = 2; row < taps; ++row) {
    for (std::size_t column = 2; column < taps; ++column) {
      const std::size_t at = row * taps + column;
      if (kernel[at] < kernel[least]) {
        least = at;
      } else if (kernel[at] > kernel[largest]) {
        largest = at;
      }
    }
  }
  kernel[sum < cubic_one ? largest : least] += cubic_one - sum;
  return kernel;
}

std::vector<Kernel> all_kernels() {
  std::vector<Kernel> kernels;
  for (int down = 0; down < place_steps; ++down) {
    for (int right = 0; right < place_steps; ++right) kernels.push_back(kernel_of(right, down));
  }
  return kernels;
}

}  // namespace

Image warped_by_cubics(const Image& picture, const Affine& back, Size size) {
  static const std::vector<Kernel> kernels = all_kernels();
  WarpPlaces places(back, size);
  Image result(size.width, size.height);
  for (int y = 0; y < size.height; ++y) {
    places.start_row(y);
    std::uint8_t* out = result.mutable_row(y);
    for (int x = 0; x < size.width; ++x, out += Image::channels) {
      const Place place = places.at(x);
      const Kernel& kernel = kernels[static_cast<std::size_t>(place.down) * place_steps +
                                     static_cast<std::size_t>(place.right)];
      std::array<int, Image::channels> sums{};
      for (int row = 0; row < taps; ++row) {
        const std::int64_t from_y = place.y - 1 + row;
        if (from_y < 0 || from_y >= picture.height()) continue;
        const std::uint8_t* const from = picture.row(static_cast<int>(from_y));
        for (int column = 0; column < taps; ++column) {
          const std::int64_t from_x = place.x - 1 + column;
          if (from_x < 0 || from_x >= picture.width()) continue;
          const int weight =
              kernel[static_cast<std::size_t>(row) * taps + static_cast<std::size_t>(column)];
          for (std::size_t c = 0; c < Image::channels; ++c) {
            sums[c] += weight * from[static_cast<std::size_t>(from_x) * Image::channels + c];
          }
        }
      }
      for (std::size_t c = 0; c < Image::channels; ++c) {
        out[c] =
            static_cast<std::uint8_t>(std::clamp((sums[c] + cubic_one / 2) >> cubic_bits, 0, 255));
      }
    }
  }
  return result;
}

}  // namespace mien::pixels
