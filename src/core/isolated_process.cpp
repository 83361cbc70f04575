#include "core/isolated_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>
#include <utility>

#include "core/restrict_process.h"
#include "mien/core/error.h"

namespace mien {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int exit_without_memory = 71;
constexpr int exit_by_exception = 72;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

/// A child process that is ended and waited for in any case.
class Child {
 public:
  explicit Child(pid_t process) : process_(process) {}
  ~Child() {
    if (process_ < 0) return;
    kill();
    (void)wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void kill() const { ::kill(process_, SIGKILL); }

  /// The status of waitpid; 0 if the program ignores its children.
  int wait() {
    int status = 0;
    const pid_t process = std::exchange(process_, -1);
    while (::waitpid(process, &status, 0) < 0) {
      if (errno != EINTR) return 0;
    }
    return status;
  }

 private:
  pid_t process_;
};

[[noreturn]] void do_work(int descriptor, const IsolationLimits& limits,
                          const std::function<void(const AnswerSink&)>& work) {
  restrict_process({.descriptor = descriptor,
                    .memory = limits.memory,
                    .cpu_seconds = std::max(1, limits.cpu_seconds),
                    .threads = limits.threads});
  try {
    work([descriptor](std::span<const std::byte> bytes) {
      while (!bytes.empty()) {
        const auto count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) ::_exit(exit_by_exception);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
      }
    });
  } catch (const std::bad_alloc&) {
    ::_exit(exit_without_memory);
  } catch (...) {
    ::_exit(exit_by_exception);
  }
  // Nothing that the program does at its end is the business of its copy.
  ::_exit(0);
}

/// Reads to the end.
/// @return why not, or nothing
std::string receive(int descriptor, const IsolationLimits& limits, std::vector<std::byte>& bytes) {
  const Clock::time_point end = Clock::now() + limits.time;
  std::array<std::byte, 65'536> piece{};
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) {
      return fmt::format("no end after {} s", std::chrono::duration<double>(limits.time).count());
    }
    pollfd wait{descriptor, POLLIN, 0};
    constexpr std::chrono::milliseconds longest{1000};
    const int ready = ::poll(&wait, 1, static_cast<int>(std::min(left, longest).count()));
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    const auto count = ready < 0 ? -1 : ::read(descriptor, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fmt::format("no answer: {}", std::strerror(errno));
    if (count == 0) return "";
    if (bytes.size() + static_cast<std::size_t>(count) > limits.answer) {
      return fmt::format("an answer of more than {} bytes", limits.answer);
    }
    bytes.insert(bytes.end(), piece.begin(), piece.begin() + count);
  }
}

std::string failure_of(int status, const IsolationLimits& limits) {
  if (WIFEXITED(status)) {
    if (WEXITSTATUS(status) == 0) return "";
    if (WEXITSTATUS(status) == exit_without_memory) {
      return fmt::format("more than {} bytes of memory used", limits.memory);
    }
    return "an unexpected end";
  }
  const int signal = WTERMSIG(status);
  if (signal == SIGXCPU || signal == SIGKILL) {
    return fmt::format("no end after {} s of computing", limits.cpu_seconds);
  }
  if (signal == SIGINT || signal == SIGTERM) return "an interruption";
  return fmt::format("a crash ({})", ::strsignal(signal));
}

}  // namespace

IsolatedAnswer run_isolated(const IsolationLimits& limits,
                            const std::function<void(const AnswerSink&)>& work) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw Error(ErrorCode::setup, fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  const Descriptor from(ends[0]);
  Descriptor to(ends[1]);
  const pid_t process = ::fork();
  if (process < 0) {
    throw Error(ErrorCode::setup, fmt::format("cannot start a process: {}", std::strerror(errno)));
  }
  if (process == 0) do_work(to.number(), limits, work);
  Child child(process);
  to.close();
  IsolatedAnswer answer;
  // Only what is used of it takes memory.
  answer.bytes.reserve(limits.answer);
  answer.failure = receive(from.number(), limits, answer.bytes);
  if (!answer.failure.empty()) return answer;
  answer.failure = failure_of(child.wait(), limits);
  return answer;
}

}  // namespace mien
