#include "nn/pass_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <string>
#include <thread>

#include "hostile_onnx.h"
#include "mien/core/error.h"
#include "mien/nn/network.h"

namespace mien {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// Waits until something is so; ten seconds at most.
template <typename Condition>
bool comes_true(const Condition& condition) {
  for (int i = 0; i < 1000 && !condition(); ++i) std::this_thread::sleep_for(10ms);
  return condition();
}

TEST(PassWatch, EndsWhatTakesTooLong) {
  std::atomic<int> ends = 0;
  const PassWatch slow(50ms, [&] { ++ends; });
  const PassWatch quick(1h, [&] { ends += 100; });
  EXPECT_TRUE(comes_true([&] { return ends == 1; }));
  std::this_thread::sleep_for(150ms);
  EXPECT_EQ(ends, 1);
  EXPECT_EQ(slow.ended(), PassWatch::End::late);
  EXPECT_EQ(quick.ended(), PassWatch::End::none);
}

TEST(PassWatch, LetsGoWhatIsOverInTime) {
  std::atomic<int> ends = 0;
  for (int i = 0; i < 1000; ++i) const PassWatch pass(100ms, [&] { ++ends; });
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(ends, 0);
}

TEST(PassWatch, StillWatchesAfterPassesThatAreOverAtOnce) {
  // The watching thread sleeps in between, and is woken for a pass that is over before it looks.
  for (int i = 0; i < 20; ++i) {
    for (int quick = 0; quick < 100; ++quick) const PassWatch pass(1h, [] {});
    std::this_thread::sleep_for(1ms);
  }
  std::atomic<int> ends = 0;
  const PassWatch late(1ms, [&] { ++ends; });
  EXPECT_TRUE(comes_true([&] { return ends == 1; }));
}

TEST(PassWatch, EndsWhatTheUserStops) {
  std::atomic<int> ends = 0;
  const PassWatch pass(1h, [&] { ++ends; });
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(ends, 0);
  stop_passes_if([] { return true; });
  EXPECT_TRUE(comes_true([&] { return ends == 1; }));
  stop_passes_if(nullptr);
  EXPECT_EQ(pass.ended(), PassWatch::End::stopped);
}

class EndlessNetwork : public testing::Test {
 protected:
  /// What stops an endless forward pass.
  static Error stopped_by(std::chrono::milliseconds limit) {
    const Network network =
        Network::from_memory(HostileOnnx(2, format_metadata(tiny_metadata(2))).endless().bytes(),
                             "endless", {.time_limit = limit});
    const std::vector<float> pixels(12);
    const std::array<std::int64_t, 4> shape = {1, 3, 2, 2};
    try {
      (void)network.run({shape, pixels});
    } catch (const Error& error) {
      return error;
    }
    return {ErrorCode::usage, "nothing"};
  }
};

TEST_F(EndlessNetwork, EndsWhenTheTimeIsUp) {
  // Loading has the same limit, and takes its time on a busy machine.
  const Error error = stopped_by(3s);
  EXPECT_EQ(error.code(), ErrorCode::model);
  EXPECT_THAT(error.what(), HasSubstr("expected a forward pass to take at most 3 s"));
}

TEST_F(EndlessNetwork, EndsWhenTheUserStopsIt) {
  stop_passes_if([] { return true; });
  const Error error = stopped_by(1h);
  stop_passes_if(nullptr);
  EXPECT_EQ(error.code(), ErrorCode::cancelled);
  EXPECT_THAT(error.what(), HasSubstr("endless: a forward pass was stopped"));
}

}  // namespace
}  // namespace mien
