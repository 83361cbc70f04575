#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <string>
#include <string_view>
#include <system_error>

#include "core/temporary_file.h"

namespace mien {

namespace fs = std::filesystem;

namespace {

/// ".mien-", sixteen hexadecimal digits, and perhaps the ending of a clip.
bool is_temporary_name(std::string_view name) {
  constexpr std::string_view start = ".mien-";
  constexpr std::size_t digits = 16;
  if (!name.starts_with(start)) return false;
  name.remove_prefix(start.size());
  if (name.ends_with(".mp4")) name.remove_suffix(4);
  return name.size() == digits &&
         name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Whether another machine may write in the folder, whose locks are not seen here.
bool is_shared_by_machines(const fs::path& folder) {
  constexpr std::array<unsigned long, 3> kinds = {0x6969, 0xFF534D42, 0xFE534D42};  // NFS, CIFS
  struct statfs system {};
  if (::statfs(folder.c_str(), &system) != 0) return true;
  return std::ranges::count(kinds, static_cast<unsigned long>(system.f_type) & 0xFFFFFFFFU) > 0;
}

void remove_if_left(const fs::path& path, bool only_old) {
  constexpr std::time_t day = std::time_t{24} * 60 * 60;
  const int descriptor = ::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return;
  struct stat status {};
  const bool regular = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  const bool old = !only_old || std::time(nullptr) - status.st_mtime > day;
  // A run that goes on holds the lock. Ours keeps one that begins from taking the file meanwhile.
  if (regular && old && ::flock(descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(path.c_str());
  ::close(descriptor);
}

}  // namespace

void remove_leftovers(const fs::path& folder) {
  const fs::path place = folder.empty() ? fs::path(".") : folder;
  const bool only_old = is_shared_by_machines(place);
  std::error_code problem;
  for (fs::directory_iterator at(place, problem); !problem && at != fs::directory_iterator();
       at.increment(problem)) {
    if (is_temporary_name(at->path().filename().native())) remove_if_left(at->path(), only_old);
  }
}

}  // namespace mien
