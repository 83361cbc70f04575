#include "dataset/epoch_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "dataset/drawn_pictures.h"

namespace mien::dataset {
namespace {

std::vector<std::size_t> counted(std::size_t count) {
  std::vector<std::size_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  return numbers;
}

TEST(EpochOrder, ShufflesEachEpochInItsOwnWay) {
  EXPECT_EQ(epoch_order(100, false, 1, 2), counted(100));
  const auto order = epoch_order(100, true, 1, 2);
  EXPECT_EQ(order, epoch_order(100, true, 1, 2));
  EXPECT_NE(order, epoch_order(100, true, 1, 3));
  EXPECT_NE(order, epoch_order(100, true, 2, 2));
  auto sorted = order;
  std::ranges::sort(sorted);
  EXPECT_EQ(sorted, counted(100));
}

TEST(EpochOrder, AllOrdersAreEquallyLikely) {
  std::vector<int> counts(27);
  for (std::size_t epoch = 0; epoch < 6000; ++epoch) {
    const auto order = epoch_order(3, true, 5, epoch);
    ++counts.at(order[0] * 9 + order[1] * 3 + order[2]);
  }
  const auto orders = std::ranges::count_if(counts, [](int count) { return count > 0; });
  EXPECT_EQ(orders, 6);
  for (const int count : counts) {
    if (count > 0) {
      EXPECT_NEAR(count, 1000, 150);
    }
  }
}

TEST(EpochOrder, WeightsDecideHowOftenAPictureComes) {
  std::vector<double> weights(1000, 0.0);
  weights[10] = 1;
  weights[20] = 3;
  weights[999] = 6;
  const auto order = weighted_order(weights, 1, 0);
  ASSERT_EQ(order.size(), 1000U);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(order, 10U)), 100, 50);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(order, 20U)), 300, 75);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(order, 999U)), 600, 80);
  EXPECT_EQ(std::ranges::count(order, 10U) + std::ranges::count(order, 20U) +
                std::ranges::count(order, 999U),
            1000);
  EXPECT_NE(order, weighted_order(weights, 1, 1));
}

TEST(EpochOrder, RefusesWeightsThatMakeNoSense) {
  const auto refused = [](const std::vector<double>& weights) {
    return error_of(ErrorCode::usage, [&] { (void)weighted_order(weights, 0, 0); });
  };
  EXPECT_NE(refused({1, -1}).find("picture 1"), std::string::npos);
  refused({0, 0});
  refused({std::numeric_limits<double>::quiet_NaN()});
  refused({std::numeric_limits<double>::infinity()});
}

TEST(EpochOrder, BalancedWeightsGiveEachClassTheSame) {
  const std::vector<std::size_t> classes = {4, 4, 4, 7, 4};
  EXPECT_EQ(class_balanced_weights(classes), (std::vector<double>{0.25, 0.25, 0.25, 1, 0.25}));
}

TEST(EpochOrder, CountsBatches) {
  EXPECT_EQ(batches_of(10, {.batch_size = 4}), 3U);
  EXPECT_EQ(batches_of(10, {.batch_size = 4, .drop_last = true}), 2U);
  EXPECT_EQ(batches_of(8, {.batch_size = 4}), 2U);
  EXPECT_EQ(batches_of(10, {.batch_size = 4, .world_size = 2}), 2U);
  EXPECT_EQ(batches_of(3, {.batch_size = 4, .drop_last = true}), 0U);
}

TEST(EpochOrder, RanksTogetherReadEachPositionOnce) {
  for (const std::size_t pictures : {1U, 7U, 24U, 25U, 29U}) {
    for (const std::size_t world : {1U, 2U, 3U}) {
      std::size_t at = 0;
      for (std::size_t index = 0; index < batches_of(pictures, {4, 0, world}); ++index) {
        for (std::size_t rank = 0; rank < world; ++rank) {
          const Positions part = positions_of(index, pictures, {4, rank, world});
          ASSERT_EQ(part.first, at);
          ASSERT_LE(part.size(), 4U);
          at = part.last;
        }
      }
      EXPECT_EQ(at, pictures);
    }
  }
}

}  // namespace
}  // namespace mien::dataset
