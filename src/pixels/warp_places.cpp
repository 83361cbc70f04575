#include "pixels/warp_places.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace mien::pixels {

namespace {

constexpr double parts = 1024;  // of a pixel
constexpr int parts_of_step = 1024 / place_steps;

/// The nearest whole number of parts. What is far beyond any picture, or no number, is as far away
/// as can be told.
std::int64_t in_parts(double pixels) {
  constexpr double far = 0x1p40;
  const double value = pixels * parts;
  if (!(value > -far)) return static_cast<std::int64_t>(-far);
  if (!(value < far)) return static_cast<std::int64_t>(far);
  return std::llrint(value);
}

}  // namespace

Affine inverse_of(const Affine& map) {
  const auto& [a, b, c, d, e, f] = map;
  double factor = a * e - b * d;
  factor = factor != 0 ? 1 / factor : 0;
  const double xx = e * factor;
  const double yy = a * factor;
  const double xy = b * -factor;
  const double yx = d * -factor;
  return {xx, xy, -xx * c - xy * f, yx, yy, -yx * c - yy * f};
}

Affine inverse_of(const std::array<float, 6>& map) {
  Affine exact{};
  std::ranges::copy(map, exact.begin());
  return inverse_of(exact);
}

WarpPlaces::WarpPlaces(const Affine& back, Size size) : back_(back) {
  across_x_.reserve(static_cast<std::size_t>(size.width));
  across_y_.reserve(static_cast<std::size_t>(size.width));
  for (int x = 0; x < size.width; ++x) {
    across_x_.push_back(in_parts(back[0] * x));
    across_y_.push_back(in_parts(back[3] * x));
  }
}

void WarpPlaces::start_row(int y) {
  // Half a step rounds to the nearest one.
  row_x_ = in_parts(back_[1] * y + back_[2]) + parts_of_step / 2;
  row_y_ = in_parts(back_[4] * y + back_[5]) + parts_of_step / 2;
}

Place WarpPlaces::at(int x) const {
  const auto column = static_cast<std::size_t>(x);
  // Shifts of negative numbers round down, too.
  const std::int64_t steps_x = (row_x_ + across_x_[column]) >> 5;
  const std::int64_t steps_y = (row_y_ + across_y_[column]) >> 5;
  static_assert(parts_of_step == 1 << 5 && place_steps == 1 << 5);
  return {steps_x >> 5, steps_y >> 5, static_cast<int>(steps_x & (place_steps - 1)),
          static_cast<int>(steps_y & (place_steps - 1))};
}

}  // namespace mien::pixels
