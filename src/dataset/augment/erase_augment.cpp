#include "dataset/augment/erase_augment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace mien::dataset {

namespace {

using Pixel = std::array<std::uint8_t, 3>;

Pixel mean_colour(const Image& picture) {
  std::array<std::uint64_t, 3> sums{};
  for (int y = 0; y < picture.height(); ++y) {
    const std::uint8_t* pixel = picture.row(y);
    for (int x = 0; x < picture.width(); ++x, pixel += 3) {
      for (std::size_t i = 0; i < 3; ++i) sums[i] += pixel[i];
    }
  }
  const auto count =
      static_cast<std::uint64_t>(picture.width()) * static_cast<std::uint64_t>(picture.height());
  Pixel mean{};
  for (std::size_t i = 0; i < 3; ++i) {
    mean[i] = static_cast<std::uint8_t>((sums[i] + count / 2) / count);
  }
  return mean;
}

int edge(double share, int side) {
  return std::clamp(static_cast<int>(std::lround(share * side)), 0, side);
}

Pixel random_pixel(Random& random) {
  const std::uint64_t bits = random.next();
  return {static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(bits >> 8U),
          static_cast<std::uint8_t>(bits >> 16U)};
}

}  // namespace

void check(const EraseOptions& options) {
  check_option("erase.probability", options.probability, 0, 1);
  check_option("erase.area", options.area, 0, 1);
  check_option("erase.aspect", options.aspect, 0.05, 20);
}

ErasePlan draw(const EraseOptions& options, Random random) {
  ErasePlan plan;
  if (!random.chance(options.probability)) return plan;
  const double area = random.uniform(options.area.low, options.area.high);
  const double aspect = random.log_uniform(options.aspect.low, options.aspect.high);
  plan.width = std::min(1.0, std::sqrt(area * aspect));
  plan.height = std::min(1.0, std::sqrt(area / aspect));
  plan.x = (1 - plan.width) * random.uniform();
  plan.y = (1 - plan.height) * random.uniform();
  plan.fill = options.fill;
  plan.noise = random.split(0);
  return plan;
}

Image erased(Image picture, const ErasePlan& plan) {
  const int left = edge(plan.x, picture.width());
  const int right = edge(plan.x + plan.width, picture.width());
  const int top = edge(plan.y, picture.height());
  const int bottom = edge(plan.y + plan.height, picture.height());
  if (left >= right || top >= bottom) return picture;
  const Pixel mean = plan.fill == EraseFill::mean ? mean_colour(picture) : Pixel{};
  Random noise = plan.noise;
  for (int y = top; y < bottom; ++y) {
    std::uint8_t* row = picture.mutable_row(y);
    for (int x = left; x < right; ++x) {
      const Pixel pixel = plan.fill == EraseFill::mean ? mean : random_pixel(noise);
      std::copy(pixel.begin(), pixel.end(), row + std::ptrdiff_t{3} * x);
    }
  }
  return picture;
}

}  // namespace mien::dataset
