#include "app/pixel_budget.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace mien::app {

namespace {

TEST(PixelBudget, LetsInAsMuchAsFits) {
  PixelBudget budget(100);
  std::optional<PixelBudget::Lease> first = budget.try_take(60);
  EXPECT_TRUE(first);
  EXPECT_FALSE(budget.try_take(41));
  EXPECT_TRUE(budget.try_take(40));
  first.reset();
  EXPECT_TRUE(budget.try_take(100));
}

TEST(PixelBudget, LetsALargePictureInAlone) {
  PixelBudget budget(100);
  const PixelBudget::Lease large = budget.take(1000);
  EXPECT_FALSE(budget.try_take(1));
}

TEST(PixelBudget, MovesALease) {
  PixelBudget budget(100);
  {
    PixelBudget::Lease lease = budget.take(100);
    const PixelBudget::Lease moved = std::move(lease);
    EXPECT_FALSE(budget.try_take(1));
  }
  EXPECT_TRUE(budget.try_take(100));
}

TEST(PixelBudget, IsNeverExceededByThreads) {
  PixelBudget budget(10);
  std::atomic<int> held = 0;
  std::atomic<int> most = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        const PixelBudget::Lease lease = budget.take(3);
        const int now = held += 3;
        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) continue;
        held -= 3;
      }
    });
  }
  threads.clear();
  EXPECT_LE(most, 9);
  EXPECT_EQ(held, 0);
}

}  // namespace

}  // namespace mien::app
