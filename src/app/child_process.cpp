#include "app/child_process.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "mien/core/error.h"

namespace mien::app {

int run_self(const std::vector<std::string>& arguments) {
  constexpr const char* self = "/proc/self/exe";
  std::vector<std::string> words = arguments;
  words.insert(words.begin(), "mien");
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  pid_t process = -1;
  const int failure = ::posix_spawn(&process, self, nullptr, nullptr, pointers.data(), environ);
  if (failure != 0) {
    throw Error(ErrorCode::setup,
                fmt::format("cannot start mien {}: {}", arguments.front(), std::strerror(failure)));
  }
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  constexpr int killed = 128;
  return WIFEXITED(status) ? WEXITSTATUS(status) : killed + WTERMSIG(status);
}

}  // namespace mien::app
