#include "core/limited_child.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <fstream>
#include <initializer_list>
#include <new>
#include <system_error>
#include <thread>

#include "mien/core/error.h"

namespace mien {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int out_of_memory = 3;
constexpr int failed = 4;

/// Bytes of address space that this process has.
std::int64_t address_space() {
  std::int64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * ::sysconf(_SC_PAGESIZE);
}

void limit(__rlimit_resource resource, rlim_t soft, rlim_t hard) {
  const struct rlimit bounds { soft, hard };
  ::setrlimit(resource, &bounds);
}

void restrict_this_process(const ChildLimits& limits, std::int64_t address_space) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // What handles signals in the program is not for its child.
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGXCPU, SIGTERM}) {
    std::signal(signal, SIG_DFL);
  }
  std::signal(SIGINT, SIG_IGN);  // the program decides what Ctrl-C ends
  const auto seconds = static_cast<rlim_t>(limits.processor_seconds);
  limit(RLIMIT_CPU, seconds, seconds + 1);
  limit(RLIMIT_CORE, 0, 0);
  limit(RLIMIT_FSIZE, 0, 0);
  limit(RLIMIT_NOFILE, 0, 0);
  const auto memory = static_cast<rlim_t>(address_space + limits.memory);
  limit(RLIMIT_AS, memory, memory);
}

[[noreturn]] void be_child(const std::function<void()>& work, const ChildLimits& limits,
                           std::int64_t address_space) {
  restrict_this_process(limits, address_space);
  try {
    work();
  } catch (const std::bad_alloc&) {
    ::_exit(out_of_memory);
  } catch (...) {
    ::_exit(failed);
  }
  ::_exit(0);
}

std::string ending(int status, const ChildLimits& limits) {
  if (WIFEXITED(status)) {
    switch (WEXITSTATUS(status)) {
      case 0:
        return {};
      case out_of_memory:
        return "there is not enough memory for it";
      default:
        return "it failed";
    }
  }
  const int signal = WTERMSIG(status);
  if (signal == SIGXCPU) {
    return fmt::format("it took more than {} s of processor time", limits.processor_seconds);
  }
  return fmt::format("its decoder crashed with signal {}", signal);
}

}  // namespace

std::string run_in_child(const std::function<void()>& work, const ChildLimits& limits) {
  const std::int64_t space = address_space();
  const pid_t child = ::fork();
  if (child == 0) be_child(work, limits, space);
  if (child < 0) {
    throw Error(ErrorCode::setup,
                fmt::format("cannot start a process: {}", std::generic_category().message(errno)));
  }
  const Clock::time_point end = Clock::now() + std::chrono::seconds(limits.wall_seconds);
  std::chrono::microseconds pause(100);
  bool late = false;
  int status = 0;
  while (true) {
    const pid_t ended = ::waitpid(child, &status, late ? 0 : WNOHANG);
    if (ended == child) break;
    // The host program may collect all children itself.
    if (ended < 0 && errno != EINTR) return {};
    if (ended < 0) continue;
    if (Clock::now() >= end) {
      late = true;
      ::kill(child, SIGKILL);
      continue;
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, std::chrono::microseconds(5000));
  }
  if (late) return fmt::format("it took more than {} s", limits.wall_seconds);
  return ending(status, limits);
}

SharedMemory::SharedMemory(std::size_t size)
    : data_(::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)),
      size_(size) {
  if (data_ == MAP_FAILED) throw std::bad_alloc();
}

SharedMemory::~SharedMemory() { ::munmap(data_, size_); }

}  // namespace mien
