#include "app/peak_memory.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <vector>

#include "mien/core/error.h"

namespace mien::app {

namespace {

constexpr const char* self = "/proc/self/exe";

[[noreturn]] void fail(const std::string& why) {
  throw Error(ErrorCode::setup,
              fmt::format("cannot measure the memory of a process of its own: {}", why));
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 256> part{};
  while (true) {
    const ssize_t count = ::read(descriptor, part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(part.data(), static_cast<std::size_t>(count));
  }
}

/// What this program says with the given arguments; waits for its end.
std::string output_of_self(std::vector<std::string> arguments) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) fail(std::strerror(errno));
  arguments.insert(arguments.begin(), self);
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions{};
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_addclose(&actions, ends[0]);
  ::posix_spawn_file_actions_addclose(&actions, ends[1]);
  pid_t process = -1;
  const int failure = ::posix_spawn(&process, self, &actions, nullptr, pointers.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string text = failure == 0 ? read_all(ends[0]) : std::string();
  ::close(ends[0]);
  if (failure != 0) fail(std::strerror(failure));
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail("it failed");
  return text;
}

}  // namespace

std::int64_t own_peak_memory() {
  constexpr std::int64_t kibibyte = 1024;
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    std::int64_t amount = 0;
    if (word == "VmHWM:" && status >> amount) return amount * kibibyte;
  }
  fail("/proc/self/status holds no VmHWM");
}

std::int64_t peak_memory_of_child(const std::string& file) {
  const std::string text =
      output_of_self({"bench", "networks", "--print-peak-memory", file.empty() ? "-" : file});
  std::int64_t bytes = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (problem != std::errc() || *end != '\n') {
    fail(fmt::format("expected a number of bytes, found \"{}\"", text));
  }
  return bytes;
}

}  // namespace mien::app
