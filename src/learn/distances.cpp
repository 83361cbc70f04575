#include "learn/distances.h"

#include <array>
#include <cstddef>
#include <numeric>

namespace mien {

namespace {

// So many sums side by side let the compiler use vectors without changing the order of additions.
constexpr std::size_t lanes = 16;

template <typename Term>
double summed(std::span<const float> a, std::span<const float> b, Term term) {
  std::array<double, lanes> sums{};
  const std::size_t whole = a.size() / lanes * lanes;
  for (std::size_t i = 0; i < whole; i += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += term(a[i + lane], b[i + lane]);
  }
  for (std::size_t i = whole; i < a.size(); ++i) sums[i - whole] += term(a[i], b[i]);
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

}  // namespace

double dot_product(std::span<const float> a, std::span<const float> b) {
  return summed(a, b, [](double x, double y) { return x * y; });
}

double squared_distance(std::span<const float> a, std::span<const float> b) {
  return summed(a, b, [](double x, double y) { return (x - y) * (x - y); });
}

}  // namespace mien
