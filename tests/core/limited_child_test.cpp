#include "core/limited_child.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>

#include <cstdlib>
#include <new>
#include <stdexcept>
#include <vector>

namespace mien {

namespace {

using testing::HasSubstr;

TEST(LimitedChild, SharesWhatItMakes) {
  const SharedMemory shared(4096);
  auto* const number = static_cast<int*>(shared.data());
  EXPECT_EQ(*number, 0);
  EXPECT_EQ(run_in_child([&] { *number = 42; }, {}), "");
  EXPECT_EQ(*number, 42);
}

TEST(LimitedChild, SaysHowItEnded) {
  EXPECT_THAT(run_in_child([] { std::abort(); }, {}), HasSubstr("crashed with signal 6"));
  EXPECT_EQ(run_in_child([] { throw std::runtime_error("x"); }, {}), "it failed");
  EXPECT_EQ(run_in_child([] { throw std::bad_alloc(); }, {}), "there is not enough memory for it");
}

TEST(LimitedChild, MayNotWorkForEver) {
  const auto work_for_ever = [] {
    for (volatile bool more = true; more;) continue;
  };
  EXPECT_EQ(run_in_child(work_for_ever, {.processor_seconds = 1}),
            "it took more than 1 s of processor time");
  EXPECT_EQ(run_in_child(work_for_ever, {.wall_seconds = 1}), "it took more than 1 s");
}

TEST(LimitedChild, OpensNothing) {
  const SharedMemory shared(4096);
  auto* const opened = static_cast<int*>(shared.data());
  *opened = 7;
  EXPECT_EQ(run_in_child(
                [&] {
                  *opened = (::open("/dev/null", O_RDONLY) >= 0 ? 1 : 0) +
                            (::socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 2 : 0);
                },
                {}),
            "");
  EXPECT_EQ(*opened, 0);
}

// The sanitizers reserve memory as they like and end the process themselves.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(LimitedChild, MayNotTakeAllMemory) {
  const auto take = [] {
    std::vector<char> much(std::size_t{1} << 30);
    static_cast<volatile char*>(much.data())[much.size() - 1] = 1;
  };
  EXPECT_EQ(run_in_child(take, {.memory = 100 << 20}), "there is not enough memory for it");
}
#endif

}  // namespace

}  // namespace mien
