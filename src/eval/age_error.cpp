#include "eval/age_error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mien::eval {

namespace {

/// The sum of `value(error)`, each counted so many times, by the number of them.
template <typename Value>
double mean_of(std::span<const double> errors, std::span<const std::uint32_t> times,
               const Value& value) {
  double sum = 0;
  double count = 0;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    sum += times[i] * value(errors[i]);
    count += times[i];
  }
  return count == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / count;
}

}  // namespace

double age_error(const dataset::AgeInterval& truth, double estimate) {
  if (truth.first == truth.last) return std::abs(estimate - truth.first);
  return std::max({0.0, truth.first - estimate, estimate - (truth.last + 1)});
}

bool in_interval(const dataset::AgeInterval& truth, double estimate) {
  return truth.first <= estimate && estimate < truth.last + 1;
}

double mean_error(std::span<const double> errors, std::span<const std::uint32_t> times) {
  return mean_of(errors, times, [](double error) { return error; });
}

double share_within(std::span<const double> errors, std::span<const std::uint32_t> times,
                    double years) {
  return mean_of(errors, times, [=](double error) { return error <= years ? 1.0 : 0.0; });
}

}  // namespace mien::eval
