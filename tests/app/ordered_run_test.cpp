#include "app/ordered_run.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

namespace mien::app {
namespace {

class OrderedRun : public testing::TestWithParam<int> {
 protected:
  OrderedRunOptions options{.workers = GetParam(), .window = 5};
};

TEST_P(OrderedRun, EmitsInOrderWhateverIsDoneFirst) {
  std::vector<std::size_t> emitted;
  const std::size_t count = run_ordered<std::size_t>(
      100, options,
      [](std::size_t i) {
        if (i % 7 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        return i * i;
      },
      [&](std::size_t result) { emitted.push_back(result); }, [] { return false; });
  ASSERT_EQ(count, 100U);
  for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(emitted[i], i * i);
}

TEST_P(OrderedRun, BoundsWhatWaits) {
  std::atomic<std::size_t> emitted = 0;
  std::atomic<std::size_t> furthest = 0;
  run_ordered<std::size_t>(
      60, options,
      [&](std::size_t i) {
        furthest = std::max<std::size_t>(furthest, i - std::min<std::size_t>(i, emitted));
        return i;
      },
      [&](std::size_t) { ++emitted; }, [] { return false; });
  EXPECT_LE(furthest, 5U);
}

TEST_P(OrderedRun, StopsWithoutAGap) {
  std::atomic<bool> stop = false;
  std::vector<std::size_t> emitted;
  const std::size_t count = run_ordered<std::size_t>(
      1000, options,
      [&](std::size_t i) {
        if (i == 20) stop = true;
        return i;
      },
      [&](std::size_t result) { emitted.push_back(result); }, [&] { return stop.load(); });
  EXPECT_GE(count, 20U);
  EXPECT_LT(count, 1000U);
  for (std::size_t i = 0; i < emitted.size(); ++i) EXPECT_EQ(emitted[i], i);
}

TEST_P(OrderedRun, RethrowsWhatAWorkerThrows) {
  const auto run = [&] {
    run_ordered<int>(
        50, options,
        [](std::size_t i) {
          if (i == 9) throw std::runtime_error("nine");
          return 0;
        },
        [](int) {}, [] { return false; });
  };
  EXPECT_THROW(run(), std::runtime_error);
}

TEST_P(OrderedRun, RethrowsWhatTheEmitterThrows) {
  const auto run = [&] {
    run_ordered<int>(
        50, options, [](std::size_t) { return 0; },
        [](int) { throw std::runtime_error("full disk"); }, [] { return false; });
  };
  EXPECT_THROW(run(), std::runtime_error);
}

TEST_P(OrderedRun, OfNothingIsNothing) {
  EXPECT_EQ(run_ordered<int>(
                0, options, [](std::size_t) { return 0; }, [](int) {}, [] { return false; }),
            0U);
}

INSTANTIATE_TEST_SUITE_P(Threads, OrderedRun, testing::Values(1, 2, 4));

}  // namespace
}  // namespace mien::app
