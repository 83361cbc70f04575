#include "eval/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "mien/core/error.h"

namespace mien::eval {
namespace {

/// The mean of numbers, each counted as often as it was drawn.
ResampledScores mean_of(const std::vector<double>& values) {
  return [values](std::span<const std::uint32_t> times) -> std::vector<double> {
    double sum = 0;
    double count = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      sum += times[i] * values[i];
      count += times[i];
    }
    return {sum / count};
  };
}

std::vector<double> first_are_one(std::size_t ones, std::size_t all) {
  std::vector<double> values(all, 0);
  std::fill_n(values.begin(), ones, 1.0);
  return values;
}

TEST(Bootstrap, OfAProportionIsTheBinomialInterval) {
  // The resampled number of ones is binomial, n = 400, p = 0.3. Its quantiles of 2.5 % and 97.5 %
  // are 102 and 138 (scipy.stats.binom.ppf); ten thousand resamples meet them to about one count.
  const Interval interval =
      bootstrap(400, {}, mean_of(first_are_one(120, 400)), {.resamples = 10000}).front();
  EXPECT_NEAR(interval.low, 102.0 / 400, 1.01 / 400);
  EXPECT_NEAR(interval.high, 138.0 / 400, 1.01 / 400);
}

TEST(Bootstrap, OfAMeanHasTheStandardErrorForItsWidth) {
  std::vector<double> values(1000);
  std::iota(values.begin(), values.end(), 0.0);
  // Deviation sqrt((n^2 - 1) / 12) = 288.67, so that 1.96 standard errors are 17.89.
  const Interval interval =
      bootstrap(values.size(), {}, mean_of(values), {.resamples = 10000}).front();
  EXPECT_NEAR(interval.low, 499.5 - 17.89, 0.8);
  EXPECT_NEAR(interval.high, 499.5 + 17.89, 0.8);
}

TEST(Bootstrap, DrawsGroupsAsAWhole) {
  // 400 samples in 100 groups of equal values are 100 samples: the interval is that of n = 100.
  const std::vector<double> values = first_are_one(120, 400);
  std::vector<std::size_t> groups(400);
  for (std::size_t i = 0; i < groups.size(); ++i) groups[i] = 1000 + i / 4;
  const Interval interval = bootstrap(400, groups, mean_of(values), {.resamples = 10000}).front();
  EXPECT_NEAR(interval.low, 21.0 / 100, 1.01 / 100);
  EXPECT_NEAR(interval.high, 39.0 / 100, 1.01 / 100);
}

TEST(Bootstrap, DrawsAsManyAsThereAre) {
  std::size_t resamples = 0;
  const auto intervals =
      bootstrap(50, {},
                [&](std::span<const std::uint32_t> times) -> std::vector<double> {
                  EXPECT_EQ(std::accumulate(times.begin(), times.end(), 0U), 50U);
                  ++resamples;
                  return {1, 2};
                },
                {.resamples = 7});
  EXPECT_GE(resamples, 7U);
  ASSERT_EQ(intervals.size(), 2U);
  EXPECT_DOUBLE_EQ(intervals[1].low, 2);
  EXPECT_DOUBLE_EQ(intervals[1].high, 2);
}

TEST(Bootstrap, IsDecidedByTheSeed) {
  const auto run = [](std::uint64_t seed) {
    return bootstrap(100, {}, mean_of(first_are_one(37, 100)), {.resamples = 99, .seed = seed})
        .front();
  };
  EXPECT_EQ(run(1).low, run(1).low);
  EXPECT_EQ(run(1).high, run(1).high);
  EXPECT_TRUE(run(1).low != run(2).low || run(1).high != run(2).high);
}

TEST(Bootstrap, LeavesOutScoresThatAreNone) {
  std::size_t call = 0;
  const Interval interval =
      bootstrap(4, {},
                [&](auto) -> std::vector<double> { return {++call % 2 == 0 ? std::nan("") : 3}; },
                {.resamples = 20})
          .front();
  EXPECT_DOUBLE_EQ(interval.low, 3);
  EXPECT_TRUE(std::isnan(bootstrap(4, {}, mean_of({1, 2, 3, 4}), {.resamples = 0}).front().high));
}

TEST(Bootstrap, RefusesBadOptions) {
  const std::vector<std::size_t> three = {1, 2, 3};
  EXPECT_THROW((void)bootstrap(4, three, mean_of({1, 2, 3, 4})), Error);
  EXPECT_THROW((void)bootstrap(4, {}, mean_of({1, 2, 3, 4}), {.level = 1}), Error);
}

}  // namespace
}  // namespace mien::eval
