#include "eval/mean_interval.h"

#include <array>
#include <cmath>

#include "eval/mean_and_deviation.h"

namespace mien::eval {

namespace {

/// The 97.5 % point of Student's t for 1 to 30 degrees of freedom.
constexpr std::array t_points = {12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060,
                                 2.2622,  2.2281, 2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199,
                                 2.1098,  2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639,
                                 2.0595,  2.0555, 2.0518, 2.0484, 2.0452, 2.0423};
constexpr double normal_point = 1.9600;

/// Beyond the table by two terms of its expansion in 1 / degrees of freedom (Abramowitz and Stegun
/// 26.7.5), which are exact to 0.0001 there.
double t_point(std::size_t degrees) {
  if (degrees <= t_points.size()) return t_points[degrees - 1];
  constexpr double z = normal_point;
  constexpr double cube = z * z * z;
  const auto v = static_cast<double>(degrees);
  return z + (cube + z) / (4 * v) + (5 * cube * z * z + 16 * cube + 3 * z) / (96 * v * v);
}

}  // namespace

Interval mean_interval(std::span<const double> values) {
  if (values.size() < 2) return {};
  const auto [mean, deviation] = mean_and_deviation(values);
  const auto count = static_cast<double>(values.size());
  const double half = t_point(values.size() - 1) * deviation / std::sqrt(count - 1);
  return {mean - half, mean + half};
}

}  // namespace mien::eval
