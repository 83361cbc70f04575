#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/output_file.h"
#include "temporary_folder.h"

namespace mien::cli {

struct ProgramResult {
  int exit_code = -1;  ///< 128 + signal if it was killed
  std::string output;
  std::string errors;
};

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// The program mien, or another one, started with the given arguments; standard output and error go
/// to files.
class Program {
 public:
  /// @param output where standard output goes; empty keeps it for the result
  /// @param program its path, or a name to look for where programs are
  explicit Program(std::vector<std::string> arguments, const std::string& input = "",
                   const std::filesystem::path& output = {},
                   const std::string& program = MIEN_PROGRAM) {
    write_file(folder_.path() / "in", input);
    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    const auto open = [&](int descriptor, const std::filesystem::path& path, int flags) {
      ::posix_spawn_file_actions_addopen(&actions, descriptor, path.c_str(), flags, 0600);
    };
    open(STDIN_FILENO, folder_.path() / "in", O_RDONLY);
    open(STDOUT_FILENO, output.empty() ? folder_.path() / "out" : output, O_WRONLY | O_CREAT);
    open(STDERR_FILENO, folder_.path() / "err", O_WRONLY | O_CREAT);
    arguments.insert(arguments.begin(), program);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    const int failure =
        ::posix_spawnp(&process_, program.c_str(), &actions, nullptr, pointers.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failure != 0) throw std::runtime_error("cannot start " + program);
  }

  [[nodiscard]] pid_t process() const { return process_; }
  [[nodiscard]] std::string output_so_far() const { return read_text(folder_.path() / "out"); }

  ProgramResult wait() {
    int status = 0;
    ::waitpid(process_, &status, 0);
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {code, output_so_far(), read_text(folder_.path() / "err")};
  }

 private:
  TemporaryFolder folder_;
  pid_t process_ = -1;
};

inline ProgramResult run_program(std::vector<std::string> arguments, const std::string& input = "",
                                 const std::filesystem::path& output = {}) {
  return Program(std::move(arguments), input, output).wait();
}

}  // namespace mien::cli
