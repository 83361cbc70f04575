#include "corpus/run/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

#include "core/printable.h"
#include "mien/core/error.h"

namespace mien::corpus {

namespace fs = std::filesystem;

namespace {

// A journal is lines of words: "attempt TIME", "part MACHINE", "open INPUT" and the bytes of each
// file of the part so far, "killed INPUT SIGNAL" and "end WORD REASON".

constexpr std::string_view word_of_end[] = {"", "done", "interrupted", "failed"};

struct flock whole_file(short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return lock;
}

AttemptEnd end_of_word(const std::string& word) {
  for (const AttemptEnd end : {AttemptEnd::done, AttemptEnd::interrupted, AttemptEnd::failed}) {
    if (word == word_of_end[static_cast<std::size_t>(end)]) return end;
  }
  return AttemptEnd::none;
}

/// Of an attempt that never came to its end.
void count_abandoned(JournalState& state, const std::optional<std::size_t>& open) {
  if (open && state.end == AttemptEnd::none) ++state.abandoned[*open];
}

}  // namespace

JournalState read_journal(const fs::path& path) {
  JournalState state;
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return state;
  std::ifstream file(path);
  std::optional<std::size_t> open;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string kind;
    words >> kind;
    if (kind == "attempt") {
      if (state.attempts > 0) count_abandoned(state, open);
      ++state.attempts;
      state.end = AttemptEnd::none;
      state.opened = 0;
      open.reset();
      words >> state.started;
    } else if (kind == "part") {
      words >> state.machine;
      state.last.reset();
    } else if (kind == "open") {
      Checkpoint point;
      words >> point.input;
      for (const PartFile file : part_files) words >> point.bytes[file];
      // A line that was cut off says nothing.
      if (!words) continue;
      state.last = point;
      open = point.input;
      ++state.opened;
    } else if (kind == "killed") {
      std::size_t input = 0;
      if (words >> input) ++state.killed[input];
      open.reset();
    } else if (kind == "end") {
      std::string word;
      words >> word;
      state.end = end_of_word(word);
      std::getline(words >> std::ws, state.reason);
      open.reset();
    }
  }
  if (file.bad()) {
    throw Error(ErrorCode::input, fmt::format("{}: cannot read this file", path.string()));
  }
  return state;
}

bool journal_is_held(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return false;
  struct flock lock = whole_file(F_WRLCK);
  const bool known = ::fcntl(descriptor, F_OFD_GETLK, &lock) == 0;
  ::close(descriptor);
  return known && lock.l_type != F_UNLCK;
}

std::optional<Journal> Journal::open(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    throw Error(ErrorCode::output,
                fmt::format("{}: cannot write: {}", path.string(), std::strerror(errno)));
  }
  Journal journal(path, descriptor);
  struct flock lock = whole_file(F_WRLCK);
  if (::fcntl(descriptor, F_OFD_SETLK, &lock) == 0) return journal;
  if (errno == EAGAIN || errno == EACCES) return std::nullopt;
  throw Error(ErrorCode::setup, fmt::format("{}: expected a file system with locks, found: {}",
                                            path.string(), std::strerror(errno)));
}

Journal::Journal(fs::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

Journal::Journal(Journal&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

Journal::~Journal() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Journal::write(const std::string& line) {
  if (::write(descriptor_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    throw Error(ErrorCode::output,
                fmt::format("{}: cannot write: {}", path_.string(), std::strerror(errno)));
  }
}

void Journal::begin_attempt() {
  // A line that was cut off must not swallow this one.
  write(fmt::format("\nattempt {}\n", static_cast<std::int64_t>(std::time(nullptr))));
}

void Journal::begin_part() { write(fmt::format("part {}\n", this_machine())); }

void Journal::opened(const Checkpoint& checkpoint) {
  std::string line = fmt::format("open {}", checkpoint.input);
  for (const PartFile file : part_files) line += fmt::format(" {}", checkpoint.bytes[file]);
  write(line + "\n");
}

void Journal::killed(std::optional<std::size_t> input, int signal) {
  write(fmt::format("\nkilled {} {}\n", input ? std::to_string(*input) : "-", signal));
}

void Journal::end_attempt(AttemptEnd end, const std::string& reason) {
  write(
      fmt::format("\nend {} {}\n", word_of_end[static_cast<std::size_t>(end)], printable(reason)));
}

std::string this_machine() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id.empty() ? "unknown" : id;
}

}  // namespace mien::corpus
