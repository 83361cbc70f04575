#include "serve/clips/private_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <string>
#include <string_view>
#include <system_error>

#include "mien/core/error.h"

namespace mien::serve {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view folder_start = "mien-serve-";
constexpr const char* lock_name = "lock";

/// Opens the lock of a folder and takes it.
/// @return a descriptor, or -1 if there is none or a server that runs holds it
int take_lock(const fs::path& folder, int flags) {
  const fs::path file = folder / lock_name;
  const int descriptor = ::open(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | flags, 0600);
  if (descriptor < 0) return -1;
  struct stat status {};
  const bool ours = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 &&
                    ::fstat(descriptor, &status) == 0 && status.st_nlink > 0;
  if (ours) return descriptor;
  ::close(descriptor);
  return -1;
}

bool is_own_folder(const fs::path& path, struct stat& status) {
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
         status.st_uid == ::geteuid();
}

void remove_if_left(const fs::path& folder) {
  constexpr std::time_t a_while = 60;  // seconds
  struct stat status {};
  if (!is_own_folder(folder, status)) return;
  const int lock = take_lock(folder, 0);
  if (lock >= 0) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    ::close(lock);
  } else if (std::time(nullptr) - status.st_mtime > a_while) {
    // A server that was killed before it made its lock leaves an empty folder.
    ::rmdir(folder.c_str());
  }
}

}  // namespace

PrivateFolder::PrivateFolder(const fs::path& place) {
  remove_left_folders(place);
  // Another server may take the new folder for one that was left, until it is locked.
  for (int attempt = 0; lock_ < 0 && attempt < 10; ++attempt) {
    std::string name = (place / folder_start).string() + "XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) break;
    path_ = name;
    lock_ = take_lock(path_, O_CREAT | O_EXCL);
    if (lock_ < 0) ::rmdir(path_.c_str());
  }
  if (lock_ >= 0) return;
  throw Error(ErrorCode::output,
              fmt::format("{}: expected a folder in which clips can be kept, found one in which "
                          "none can be made: {}",
                          place.string(), std::strerror(errno)));
}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  ::close(lock_);
}

void remove_left_folders(const fs::path& place) {
  std::error_code problem;
  for (fs::directory_iterator at(place, problem); !problem && at != fs::directory_iterator();
       at.increment(problem)) {
    if (at->path().filename().native().starts_with(folder_start)) remove_if_left(at->path());
  }
}

}  // namespace mien::serve
