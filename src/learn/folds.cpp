#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <span>
#include <utility>

#include "core/random.h"
#include "mien/core/error.h"
#include "mien/learn/cross_validation.h"

namespace mien {

namespace {

using Counts = std::vector<double>;  ///< rows of each class

/// Rows of each class in each group, groups in the order of their numbers.
struct Groups {
  std::vector<std::size_t> of;  ///< each row's, from 0 on
  std::vector<Counts> counts;
};

Groups grouped(std::span<const std::uint32_t> classes, std::span<const std::size_t> groups,
               std::size_t class_count) {
  Groups result;
  std::map<std::size_t, std::size_t> numbers;
  for (std::size_t row = 0; row < classes.size(); ++row) {
    const std::size_t name = groups.empty() ? row : groups[row];
    const auto [entry, added] = numbers.emplace(name, numbers.size());
    if (added) result.counts.emplace_back(class_count);
    result.of.push_back(entry->second);
    ++result.counts[entry->second][classes[row]];
  }
  return result;
}

double deviation(std::span<const double> values) {
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / count);
}

/// How unequally the classes would be spread if a group joined a part.
double unevenness(std::span<const Counts> parts, std::size_t part, const Counts& group,
                  const Counts& all) {
  double sum = 0;
  for (std::size_t c = 0; c < all.size(); ++c) {
    if (all[c] == 0) continue;
    std::vector<double> shares;
    for (std::size_t p = 0; p < parts.size(); ++p) {
      shares.push_back((parts[p][c] + (p == part ? group[c] : 0)) / all[c]);
    }
    sum += deviation(shares);
  }
  return sum;
}

std::vector<std::size_t> shuffled_order(const Groups& groups, std::uint64_t seed) {
  std::vector<std::size_t> order(groups.counts.size());
  std::iota(order.begin(), order.end(), 0U);
  Random random{seed};
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  std::ranges::stable_sort(order, std::greater<>{},
                           [&](std::size_t g) { return deviation(groups.counts[g]); });
  return order;
}

}  // namespace

std::vector<std::size_t> stratified_folds(std::span<const std::uint32_t> classes,
                                          std::span<const std::size_t> groups, std::size_t folds,
                                          std::uint64_t seed) {
  if (folds < 2) {
    throw Error(ErrorCode::usage, fmt::format("folds: expected 2 or more, found {}", folds));
  }
  if (!groups.empty() && groups.size() != classes.size()) {
    throw Error(ErrorCode::input, fmt::format("expected a group for each of {} rows, found {}",
                                              classes.size(), groups.size()));
  }
  const std::size_t class_count = classes.empty() ? 0 : std::ranges::max(classes) + 1U;
  const Groups numbered = grouped(classes, groups, class_count);
  if (numbered.counts.size() < 2) {
    throw Error(ErrorCode::input,
                fmt::format("cross-validation: expected rows of 2 groups or more, found {}",
                            numbered.counts.size()));
  }
  if (folds >= numbered.counts.size()) return numbered.of;

  Counts all(class_count);
  for (const std::uint32_t c : classes) ++all[c];
  std::vector<Counts> parts(folds, Counts(class_count));
  std::vector<double> sizes(folds);
  std::vector<std::size_t> part_of(numbered.counts.size());
  for (const std::size_t group : shuffled_order(numbered, seed)) {
    const Counts& counts = numbered.counts[group];
    std::size_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t part = 0; part < folds; ++part) {
      const double value = unevenness(parts, part, counts, all);
      // Rounding must not decide between parts that are as good.
      const bool equal = std::abs(value - least) <= 1e-12;
      if (equal ? sizes[part] < sizes[best] : value < least) {
        least = value;
        best = part;
      }
    }
    part_of[group] = best;
    for (std::size_t c = 0; c < class_count; ++c) {
      parts[best][c] += counts[c];
      sizes[best] += counts[c];
    }
  }
  std::vector<std::size_t> result;
  for (const std::size_t group : numbered.of) result.push_back(part_of[group]);
  return result;
}

}  // namespace mien
