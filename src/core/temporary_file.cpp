#include "core/temporary_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "mien/core/error.h"

namespace mien {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view name_start = ".mien-";
constexpr const char* access_list = "system.posix_acl_access";

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// Where a file of this name is; nothing if there is none.
std::optional<struct stat> status_of(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return status;
}

/// Waits until the names in a folder are on the disk. Some file systems cannot; that is no error.
bool synchronise_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return true;
  const bool failed = ::fsync(descriptor) != 0 && (errno == EIO || errno == ENOSPC);
  const int reason = errno;
  ::close(descriptor);
  errno = reason;
  return !failed;
}

}  // namespace

fs::path behind_links(const fs::path& path) {
  constexpr int most_links = 40;
  fs::path place = path;
  std::error_code problem;
  for (int i = 0; i < most_links && fs::is_symlink(place, problem); ++i) {
    const fs::path next = fs::read_symlink(place, problem);
    if (problem) break;
    place = next.is_absolute() ? next : folder_of(place) / next;
  }
  const fs::path folder = fs::canonical(folder_of(place), problem);
  return problem ? place : folder / place.filename();
}

TemporaryFile::TemporaryFile(const fs::path& target, const OutputOptions& options,
                             std::string_view ending)
    : name_(target.string()),
      target_(behind_links(target)),
      options_(options),
      replaced_(status_of(target_)) {
  if (!replaced_ && errno != ENOENT) fail("create it");
  if (replaced_ && !S_ISREG(replaced_->st_mode)) {
    throw Error(ErrorCode::output,
                fmt::format("{}: expected a regular file to write, found a {}", name_,
                            S_ISDIR(replaced_->st_mode) ? "directory" : "special file"));
  }
  while (!create(ending)) {
  }
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : name_(std::move(other.name_)),
      target_(std::move(other.target_)),
      options_(other.options_),
      replaced_(other.replaced_),
      path_(std::exchange(other.path_, fs::path())),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

TemporaryFile::~TemporaryFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
  if (descriptor_ >= 0) ::close(descriptor_);
}

void TemporaryFile::fail(std::string_view action) const {
  throw Error(ErrorCode::output,
              fmt::format("{}: cannot {}: {}", name_, action, std::strerror(errno)));
}

/// False if the name is taken, or if another run took the file for a leftover before it was locked.
bool TemporaryFile::create(std::string_view ending) {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, 0) != sizeof number) fail("draw a name for it");
  const fs::path path = folder_of(target_) / fmt::format("{}{:016x}{}", name_start, number, ending);
  // The content of a file that not everybody may read must not be open to them for a moment.
  const mode_t mode = replaced_ || options_.only_owner ? 0600 : 0666;
  const int descriptor =
      ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  if (descriptor < 0) {
    if (errno == EEXIST || errno == EINTR) return false;
    fail("create it");
  }
  struct stat status {};
  const bool locked = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
  if (!locked || ::fstat(descriptor, &status) != 0 || status.st_nlink == 0) {
    ::close(descriptor);
    return false;
  }
  path_ = path;
  descriptor_ = descriptor;
  return true;
}

void TemporaryFile::take_rights() {
  if (const auto now = status_of(target_); now && S_ISREG(now->st_mode)) replaced_ = now;
  if (!replaced_) return;
  mode_t mode = replaced_->st_mode & 0777U;
  if (::fchown(descriptor_, replaced_->st_uid, replaced_->st_gid) != 0 &&
      ::fchown(descriptor_, static_cast<uid_t>(-1), replaced_->st_gid) != 0) {
    // What the old group was given is not meant for another one.
    mode &= ~static_cast<mode_t>(070) | ((mode & 07U) << 3U);
  }
  std::array<char, 4096> list{};
  const ssize_t length = ::getxattr(target_.c_str(), access_list, list.data(), list.size());
  if (length <= 0) ::fremovexattr(descriptor_, access_list);
  if (::fchmod(descriptor_, mode) != 0) fail("give it the mode of the file it replaces");
  if (length > 0) {
    ::fsetxattr(descriptor_, access_list, list.data(), static_cast<std::size_t>(length), 0);
  }
}

void TemporaryFile::commit() {
  take_rights();
  // The data must be on the disk before the name is, else a power cut could leave an empty file.
  if (::fsync(descriptor_) != 0) fail("write");
  // The lock is held until the file has its name: nobody takes it for a leftover.
  if (::rename(path_.c_str(), target_.c_str()) != 0) fail("rename into place");
  path_.clear();
  if (options_.durable && !synchronise_folder(folder_of(target_))) fail("make its name lasting");
}

}  // namespace mien
