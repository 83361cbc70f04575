#include "corpus/engines/slurm.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "core/output_file.h"
#include "mien/core/error.h"

namespace mien::corpus {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_sbatch(const std::string& actual) {
  throw Error(ErrorCode::setup,
              fmt::format("sbatch: expected the number of a job of Slurm, found {}", actual));
}

/// What sbatch prints; its complaints go to standard error as they are.
std::string output_of_sbatch(std::vector<std::string> words) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) fail_sbatch(std::strerror(errno));
  posix_spawn_file_actions_t actions{};
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  for (const int end : ends) ::posix_spawn_file_actions_addclose(&actions, end);
  words.insert(words.begin(), "sbatch");
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  pid_t process = -1;
  const int failure =
      ::posix_spawnp(&process, "sbatch", &actions, nullptr, pointers.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string text;
  std::array<char, 256> piece{};
  if (failure == 0) {
    for (ssize_t count = 0; (count = ::read(ends[0], piece.data(), piece.size())) > 0;) {
      text.append(piece.data(), static_cast<std::size_t>(count));
    }
  }
  ::close(ends[0]);
  if (failure != 0) fail_sbatch(std::strerror(failure));
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (status != 0) fail_sbatch("a failure");
  return text;
}

/// The number of the job: sbatch --parsable prints it, and may put a cluster behind it.
std::string submit_job(const std::vector<std::string>& words) {
  const std::string text = output_of_sbatch(words);
  std::string number = text.substr(0, text.find_first_of(";\n"));
  if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos) {
    fail_sbatch("\"" + number + "\"");
  }
  return number;
}

}  // namespace

SlurmJobs submit_to_slurm(const RunFolder& run, const std::string& array,
                          const std::string& merge) {
  std::error_code failure;
  fs::create_directories(run.logs(), failure);
  const std::string logs = fs::absolute(run.logs()).string();
  const fs::path array_file = run.path / "slurm-array.sh";
  const fs::path merge_file = run.path / "slurm-merge.sh";
  write_file(array_file, array);
  write_file(merge_file, merge);
  SlurmJobs jobs;
  jobs.array = submit_job(
      {"--parsable", "--output=" + logs + "/%A_%a.txt", fs::absolute(array_file).string()});
  jobs.merge = submit_job({"--parsable", "--output=" + logs + "/%j-merge.txt",
                           "--dependency=afterok:" + jobs.array, "--kill-on-invalid-dep=yes",
                           fs::absolute(merge_file).string()});
  return jobs;
}

}  // namespace mien::corpus
