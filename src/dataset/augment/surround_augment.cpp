#include "dataset/augment/surround_augment.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace mien::dataset {

namespace {

using Pixel = std::array<std::uint8_t, 3>;

constexpr std::uint8_t dark = 20;
constexpr std::size_t least_share = 14;  // one in so many pixels

Pixel random_colour(Random& random) {
  const std::uint64_t bits = random.next();
  return {static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(bits >> 8U),
          static_cast<std::uint8_t>(bits >> 16U)};
}

bool is_dark(const Image& picture, int x, int y) {
  const std::uint8_t* pixel = picture.row(y) + std::ptrdiff_t{3} * x;
  return std::max({pixel[0], pixel[1], pixel[2]}) < dark;
}

/// One value a pixel: 1 where it is dark and joined to the edge by dark pixels.
std::vector<std::uint8_t> dark_surround(const Image& picture) {
  const int width = picture.width();
  const int height = picture.height();
  std::vector<std::uint8_t> outside(static_cast<std::size_t>(width) * height, 0);
  std::vector<std::pair<int, int>> open;
  const auto visit = [&](int x, int y) {
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    std::uint8_t& seen = outside[static_cast<std::size_t>(y) * width + x];
    if (seen != 0 || !is_dark(picture, x, y)) return;
    seen = 1;
    open.emplace_back(x, y);
  };
  for (int x = 0; x < width; ++x) {
    visit(x, 0);
    visit(x, height - 1);
  }
  for (int y = 0; y < height; ++y) {
    visit(0, y);
    visit(width - 1, y);
  }
  while (!open.empty()) {
    const auto [x, y] = open.back();
    open.pop_back();
    visit(x - 1, y);
    visit(x + 1, y);
    visit(x, y - 1);
    visit(x, y + 1);
  }
  return outside;
}

/// Compression leaves a rim that is not quite black; it goes with the surround.
void widen(std::vector<std::uint8_t>& outside, int width, int height) {
  const std::vector<std::uint8_t> before = outside;
  for (int y = 1; y + 1 < height; ++y) {
    for (int x = 1; x + 1 < width; ++x) {
      const std::size_t at = static_cast<std::size_t>(y) * width + x;
      outside[at] = std::max({before[at], before[at - 1], before[at + 1],
                              before[at - static_cast<std::size_t>(width)],
                              before[at + static_cast<std::size_t>(width)]});
    }
  }
}

std::vector<std::uint8_t> outside_oval(const SurroundPlan& plan, int width, int height) {
  std::vector<std::uint8_t> outside(static_cast<std::size_t>(width) * height, 0);
  for (int y = 0; y < height; ++y) {
    const double down = ((y + 0.5) / height - plan.centre[1]) / plan.radius[1];
    for (int x = 0; x < width; ++x) {
      const double right = ((x + 0.5) / width - plan.centre[0]) / plan.radius[0];
      outside[static_cast<std::size_t>(y) * width + x] = down * down + right * right > 1 ? 1 : 0;
    }
  }
  return outside;
}

Pixel mixed(const Pixel& first, const Pixel& second, double share) {
  Pixel result{};
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = static_cast<std::uint8_t>(std::lround(first[i] + (second[i] - first[i]) * share));
  }
  return result;
}

void fill(Image& picture, const std::vector<std::uint8_t>& outside, const SurroundPlan& plan) {
  Random noise = plan.noise;
  const int width = picture.width();
  const int height = picture.height();
  for (int y = 0; y < height; ++y) {
    std::uint8_t* row = picture.mutable_row(y);
    for (int x = 0; x < width; ++x) {
      if (outside[static_cast<std::size_t>(y) * width + x] == 0) continue;
      Pixel pixel{};
      switch (plan.filling) {
        case SurroundFill::black:
          break;
        case SurroundFill::colour:
          pixel = plan.first;
          break;
        case SurroundFill::gradient:
          pixel = mixed(
              plan.first, plan.second,
              plan.downwards ? static_cast<double>(y) / height : static_cast<double>(x) / width);
          break;
        case SurroundFill::noise:
          pixel = random_colour(noise);
          break;
      }
      std::copy(pixel.begin(), pixel.end(), row + std::ptrdiff_t{3} * x);
    }
  }
}

}  // namespace

void check(const SurroundOptions& options) {
  check_option("surround.fill", options.fill, 0, 1);
  check_option("surround.cut", options.cut, 0, 1);
  check_option("surround.radius", options.radius, 0.2, 1);
}

SurroundPlan draw(const SurroundOptions& options, Random random) {
  SurroundPlan plan;
  plan.fill = random.chance(options.fill);
  plan.cut = random.chance(options.cut);
  if (!plan.fill && !plan.cut) return plan;
  constexpr std::array<SurroundFill, 4> fillings = {SurroundFill::black, SurroundFill::colour,
                                                    SurroundFill::gradient, SurroundFill::noise};
  plan.filling = fillings[random.next() % fillings.size()];
  for (std::size_t axis = 0; axis < 2; ++axis) {
    plan.centre[axis] = random.uniform(0.45, 0.55);
    plan.radius[axis] = random.uniform(options.radius.low, options.radius.high);
  }
  plan.first = random_colour(random);
  plan.second = random_colour(random);
  plan.downwards = random.chance(0.5);
  plan.noise = random.split(0);
  return plan;
}

Image surrounded(Image picture, const SurroundPlan& plan) {
  if (!plan.fill && !plan.cut) return picture;
  const int width = picture.width();
  const int height = picture.height();
  std::vector<std::uint8_t> outside = dark_surround(picture);
  const auto covered = static_cast<std::size_t>(std::count(outside.begin(), outside.end(), 1));
  if (covered * least_share >= outside.size()) {
    if (!plan.fill) return picture;
    widen(outside, width, height);
    fill(picture, outside, plan);
  } else if (plan.cut) {
    fill(picture, outside_oval(plan, width, height), plan);
  }
  return picture;
}

}  // namespace mien::dataset
