// Whole runs of the program: time until it answers, and peak memory.

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct Usage {
  double milliseconds = 0;
  double megabytes = 0;  ///< peak resident memory
};

Usage run_once(std::vector<std::string> command) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions{};
  ::posix_spawn_file_actions_init(&actions);
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) {
    ::posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0);
  }
  const auto start = std::chrono::steady_clock::now();
  pid_t process = -1;
  const int failure =
      ::posix_spawn(&process, arguments.front(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  rusage usage{};
  if (failure != 0 || ::wait4(process, &status, 0, &usage) != process || status != 0) {
    throw std::runtime_error("a run of " + command.front() + " failed");
  }
  const std::chrono::duration<double, std::milli> elapsed =
      std::chrono::steady_clock::now() - start;
  return {elapsed.count(), static_cast<double>(usage.ru_maxrss) / 1024};
}

Usage median(const std::vector<std::string>& command, int runs) {
  std::vector<double> times;
  std::vector<double> sizes;
  (void)run_once(command);
  for (int i = 0; i < runs; ++i) {
    const Usage usage = run_once(command);
    times.push_back(usage.milliseconds);
    sizes.push_back(usage.megabytes);
  }
  std::ranges::sort(times);
  std::ranges::sort(sizes);
  return {times[times.size() / 2], sizes[sizes.size() / 2]};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: " << argv[0] << " PROGRAM_MIEN\n";
    return 2;
  }
  const std::string program = argv[1];
  const std::string samples = std::string(MIEN_SOURCE_DIR) + "/.deps/samples/";
  const std::vector<std::pair<std::string, std::vector<std::string>>> runs = {
      {"start-up: mien --version", {program, "--version"}},
      {"one photo, 1 thread",
       {program, "analyze", samples + "sample1.jpg", "--min-face", "40", "--threads", "1"}},
      {"one photo, 2 threads",
       {program, "analyze", samples + "sample1.jpg", "--min-face", "40", "--threads", "2"}},
      {"six photos, 1 thread", {program, "analyze", samples, "--min-face", "40", "--threads", "1"}},
      {"six photos, 2 threads",
       {program, "analyze", samples, "--min-face", "40", "--threads", "2"}},
  };
  try {
    std::cout << "\nWhole runs of the program, loading of models included, medians of 9:\n\n"
                 "| run | ms | peak memory, MB |\n|---|---:|---:|\n";
    for (const auto& [name, command] : runs) {
      const Usage usage = median(command, 9);
      std::cout << fmt::format("| {} | {:.0f} | {:.0f} |\n", name, usage.milliseconds,
                               usage.megabytes);
    }
  } catch (const std::exception& error) {
    std::cerr << "bench: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
