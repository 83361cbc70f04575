#include "dataset/augment/colour_augment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

namespace mien::dataset {

namespace {

constexpr std::array<double, 3> luma = {0.299, 0.587, 0.114};
constexpr int fraction_bits = 14;

/// Rows of weights of R, G and B in units of 2^-14; each row sums to 2^14, so that grey stays grey.
using ColourMatrix = std::array<std::array<std::int32_t, 3>, 3>;

ColourMatrix colour_matrix(double hue, double saturation) {
  const double same = (1 + 2 * std::cos(hue)) / 3;
  const double rest = (1 - std::cos(hue)) / 3;
  const double turn = std::sin(hue) / std::numbers::sqrt3;
  const std::array<double, 3> rotation = {same, rest - turn, rest + turn};
  ColourMatrix matrix{};
  for (std::size_t row = 0; row < 3; ++row) {
    std::int32_t others = 0;
    for (std::size_t column = 0; column < 3; ++column) {
      double grey = 0;  // what this channel adds to the grey of the turned colour
      for (std::size_t i = 0; i < 3; ++i) grey += luma[i] * rotation[(column + 3 - i) % 3];
      const double turned = rotation[(column + 3 - row) % 3];
      matrix[row][column] = static_cast<std::int32_t>(
          std::lround((saturation * turned + (1 - saturation) * grey) * (1 << fraction_bits)));
      if (column != row) others += matrix[row][column];
    }
    matrix[row][row] = (1 << fraction_bits) - others;
  }
  return matrix;
}

std::uint8_t byte_of(std::int32_t fixed) {
  const std::int32_t rounded = (fixed + (1 << (fraction_bits - 1))) >> fraction_bits;
  return static_cast<std::uint8_t>(std::clamp(rounded, 0, 255));
}

void turn_colours(Image& picture, const ColourMatrix& matrix) {
  for (int y = 0; y < picture.height(); ++y) {
    std::uint8_t* pixel = picture.mutable_row(y);
    for (int x = 0; x < picture.width(); ++x, pixel += 3) {
      const std::int32_t r = pixel[0];
      const std::int32_t g = pixel[1];
      const std::int32_t b = pixel[2];
      for (std::size_t i = 0; i < 3; ++i) {
        pixel[i] = byte_of(matrix[i][0] * r + matrix[i][1] * g + matrix[i][2] * b);
      }
    }
  }
}

double mean_grey(const Image& picture) {
  std::array<std::uint64_t, 3> sums{};
  for (int y = 0; y < picture.height(); ++y) {
    const std::uint8_t* pixel = picture.row(y);
    for (int x = 0; x < picture.width(); ++x, pixel += 3) {
      for (std::size_t i = 0; i < 3; ++i) sums[i] += pixel[i];
    }
  }
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) sum += luma[i] * static_cast<double>(sums[i]);
  return sum / picture.width() / picture.height();
}

using Table = std::array<std::uint8_t, 256>;

Table tone_table(const ColourPlan& plan, double mean) {
  const double middle = mean * plan.brightness;
  Table table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    double value = static_cast<double>(i) * plan.brightness;
    value = std::clamp(middle + (value - middle) * plan.contrast, 0.0, 255.0);
    if (plan.gamma != 1) value = 255 * std::pow(value / 255, plan.gamma);
    table[i] = static_cast<std::uint8_t>(std::lround(value));
  }
  return table;
}

void map_tones(Image& picture, const Table& table) {
  for (int y = 0; y < picture.height(); ++y) {
    std::uint8_t* row = picture.mutable_row(y);
    std::transform(row, row + std::ptrdiff_t{3} * picture.width(), row,
                   [&](std::uint8_t value) { return table[value]; });
  }
}

}  // namespace

void check(const ColourOptions& options) {
  check_option("colour.brightness", options.brightness, 0, 1);
  check_option("colour.contrast", options.contrast, 0, 1);
  check_option("colour.saturation", options.saturation, 0, 1);
  check_option("colour.hue", options.hue, 0, 180);
  check_option("colour.gamma", options.gamma, 0.1, 10);
  check_option("colour.grey", options.grey, 0, 1);
}

ColourPlan draw(const ColourOptions& options, Random random) {
  ColourPlan plan;
  plan.brightness = 1 + options.brightness * random.uniform(-1, 1);
  plan.contrast = 1 + options.contrast * random.uniform(-1, 1);
  plan.saturation = 1 + options.saturation * random.uniform(-1, 1);
  plan.hue = options.hue * random.uniform(-1, 1) * std::numbers::pi / 180;
  plan.gamma = random.log_uniform(options.gamma.low, options.gamma.high);
  if (random.chance(options.grey)) plan.saturation = 0;
  return plan;
}

Image recoloured(Image picture, const ColourPlan& plan) {
  if (plan.hue != 0 || plan.saturation != 1) {
    turn_colours(picture, colour_matrix(plan.hue, plan.saturation));
  }
  if (plan.brightness != 1 || plan.contrast != 1 || plan.gamma != 1) {
    const double mean = plan.contrast == 1 ? 0 : mean_grey(picture);
    map_tones(picture, tone_table(plan, mean));
  }
  return picture;
}

}  // namespace mien::dataset
