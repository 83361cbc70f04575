#include "core/isolated_process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <new>
#include <stdexcept>
#include <thread>
#include <vector>

namespace mien {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string text_of(const IsolatedAnswer& answer) {
  return {reinterpret_cast<const char*>(answer.bytes.data()), answer.bytes.size()};
}

void say(const AnswerSink& sink, std::string_view text) { sink(std::as_bytes(std::span(text))); }

TEST(IsolatedProcess, HandsBackItsAnswer) {
  const IsolatedAnswer answer = run_isolated({}, [](const AnswerSink& sink) {
    for (int i = 0; i < 100'000; ++i) say(sink, "0123456789");
  });
  EXPECT_EQ(answer.failure, "");
  EXPECT_EQ(answer.bytes.size(), 1'000'000U);
  EXPECT_THAT(text_of(answer), StartsWith("01234567890"));
  // It is gone, and has not changed this process.
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(IsolatedProcess, CanOpenNothingAndStartNothing) {
  const IsolatedAnswer answer = run_isolated({}, [](const AnswerSink& sink) {
    if (::open("/dev/null", O_RDONLY) >= 0) say(sink, "file ");
    if (::open("/dev/null", O_WRONLY) >= 0) say(sink, "written file ");
    if (::socket(AF_INET, SOCK_DGRAM, 0) >= 0) say(sink, "socket ");
    if (::write(STDERR_FILENO, "x", 1) >= 0) say(sink, "standard error ");
    if (::kill(::getppid(), 0) == 0) say(sink, "signal ");
    say(sink, "done");
  });
  EXPECT_EQ(answer.failure, "");
  // Without seccomp signals may be sent.
  EXPECT_THAT(text_of(answer), testing::AnyOf("done", "signal done"));
}

// UndefinedBehaviorSanitizer looks at the object of a new thread through a pipe, which such a
// process may not make.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(IsolatedProcess, MayStartThreadsButNoProcessesIfThatIsAllowed) {
  const IsolatedAnswer answer = run_isolated({.threads = true}, [](const AnswerSink& sink) {
    std::thread([&] { say(sink, "thread "); }).join();
    if (::fork() >= 0) say(sink, "process ");
    if (::open("/dev/null", O_RDONLY) >= 0) say(sink, "file ");
    if (::socket(AF_INET, SOCK_STREAM, 0) >= 0) say(sink, "socket ");
    say(sink, "done");
  });
  EXPECT_EQ(answer.failure, "");
  EXPECT_EQ(text_of(answer), "thread done");
}
#endif

// The sanitizers reserve memory as they like and end the process themselves.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(IsolatedProcess, MayNotTakeAllMemory) {
  const auto take = [](const AnswerSink&) {
    std::vector<char> much(std::size_t{1} << 30);
    static_cast<volatile char*>(much.data())[much.size() - 1] = 1;
  };
  EXPECT_THAT(run_isolated({.memory = 100 << 20}, take).failure, HasSubstr("of memory"));
}
#endif

TEST(IsolatedProcess, MayCrash) {
  const IsolatedAnswer answer = run_isolated({}, [](const AnswerSink& sink) {
    say(sink, "begun");
    volatile int* nowhere = nullptr;
    *nowhere = 1;
  });
  EXPECT_EQ(text_of(answer), "begun");
  EXPECT_NE(answer.failure, "");
}

TEST(IsolatedProcess, EndsAtItsLimits) {
  const auto endless = [](const AnswerSink&) {
    volatile bool go_on = true;
    while (go_on) {
    }
  };
  EXPECT_THAT(run_isolated({.cpu_seconds = 1}, endless).failure,
              HasSubstr("no end after 1 s of computing"));
  EXPECT_THAT(run_isolated({.time = std::chrono::milliseconds(200)}, endless).failure,
              HasSubstr("no end after 0.2 s"));
  EXPECT_THAT(run_isolated({.answer = 10}, [](const AnswerSink& sink) { say(sink, "01234567890"); })
                  .failure,
              HasSubstr("an answer of more than 10 bytes"));
}

TEST(IsolatedProcess, IsToldFromAnAnswerIfItThrows) {
  EXPECT_NE(run_isolated({}, [](const AnswerSink&) { throw std::runtime_error("x"); }).failure, "");
  EXPECT_THAT(run_isolated({}, [](const AnswerSink&) { throw std::bad_alloc(); }).failure,
              HasSubstr("of memory"));
}

}  // namespace
}  // namespace mien
