#include "clip/assignment.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace mien {
namespace {

using testing::ElementsAre;
using testing::Optional;

constexpr std::optional<std::size_t> nothing = std::nullopt;

double sum_of(const std::vector<double>& affinity, std::size_t columns,
              const std::vector<std::optional<std::size_t>>& pairs) {
  double sum = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    if (pairs[i]) sum += affinity[i * columns + *pairs[i]];
  return sum;
}

/// The greatest sum by trying everything.
double best_sum(const std::vector<double>& affinity, std::size_t rows, std::size_t columns,
                std::size_t row = 0, unsigned used = 0) {
  if (row == rows) return 0;
  double best = best_sum(affinity, rows, columns, row + 1, used);
  for (std::size_t j = 0; j < columns; ++j) {
    const double value = affinity[row * columns + j];
    if ((used >> j & 1U) != 0 || value <= 0) continue;
    best = std::max(best, value + best_sum(affinity, rows, columns, row + 1, used | 1U << j));
  }
  return best;
}

TEST(BestPairs, TakesTheGreatestSumAndNotTheGreatestPair) {
  // 0.9 is the greatest pair, but 0.8 + 0.8 is more than 0.9 + 0.1.
  EXPECT_THAT(best_pairs(std::vector{0.9, 0.8, 0.8, 0.1}, 2, 2),
              ElementsAre(Optional(1U), Optional(0U)));
}

TEST(BestPairs, LeavesAloneWhatFitsNobody) {
  EXPECT_THAT(best_pairs(std::vector{0.0, -1.0, 0.5, 0.7}, 2, 2),
              ElementsAre(nothing, Optional(1U)));
  EXPECT_THAT(best_pairs(std::vector{0.5, 0.6, 0.7}, 3, 1),
              ElementsAre(nothing, nothing, Optional(0U)));
  EXPECT_THAT(best_pairs({}, 2, 0), ElementsAre(nothing, nothing));
  EXPECT_TRUE(best_pairs({}, 0, 3).empty());
}

TEST(BestPairs, IsAsGoodAsTryingEverything) {
  std::mt19937 random(3);
  for (int round = 0; round < 500; ++round) {
    const std::size_t rows = 1 + random() % 5;
    const std::size_t columns = 1 + random() % 5;
    std::vector<double> affinity(rows * columns);
    for (double& value : affinity) value = static_cast<double>(random() % 200) / 100 - 0.6;
    const auto pairs = best_pairs(affinity, rows, columns);
    EXPECT_NEAR(sum_of(affinity, columns, pairs), best_sum(affinity, rows, columns), 1e-12);
    std::vector<std::size_t> taken;
    for (std::size_t i = 0; i < rows; ++i) {
      if (!pairs[i]) continue;
      taken.push_back(*pairs[i]);
      EXPECT_GT(affinity[i * columns + *pairs[i]], 0);
    }
    std::ranges::sort(taken);
    EXPECT_EQ(std::ranges::adjacent_find(taken), taken.end());
  }
}

}  // namespace
}  // namespace mien
