#include "media/read_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <new>

#include "core/descriptor.h"
#include "core/path_check.h"
#include "mien/core/error.h"

namespace mien::media {

namespace {

constexpr std::int64_t most_bytes = std::int64_t{1} << 31;

[[noreturn]] void refuse_unreadable(const std::filesystem::path& path, int error) {
  throw Error(ErrorCode::input,
              fmt::format("{}: cannot read it: {}", path.string(), std::strerror(error)));
}

[[noreturn]] void fail_address(const std::filesystem::path& path) {
  throw Error(
      ErrorCode::input,
      fmt::format("{}: expected a picture file, found an address: addresses are of streams; "
                  "save the picture as a file and name that",
                  path.string()));
}

void require_regular(const std::filesystem::path& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorCode::input, fmt::format("{}: expected a picture file, found {}",
                                              path.string(), kind_of(status.st_mode)));
  }
}

}  // namespace

FileBytes read_file(const std::filesystem::path& path) {
  refuse_zero_bytes(path, ErrorCode::input);
  struct stat status {};
  // Opening a device may have effects, and a pipe may take its place after the first look.
  if (::stat(path.c_str(), &status) != 0) {
    const int error = errno;
    if (path.string().find("://") != std::string::npos) fail_address(path);
    refuse_unreadable(path, error);
  }
  require_regular(path, status);
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) refuse_unreadable(path, errno);
  require_regular(path, status);
  if (status.st_size > most_bytes) {
    throw Error(ErrorCode::input, fmt::format("{}: expected at most {} bytes, found {}",
                                              path.string(), most_bytes, status.st_size));
  }

  const auto size = static_cast<std::size_t>(status.st_size);
  FileBytes result;
  try {
    result.storage = std::make_unique_for_overwrite<std::byte[]>(size);
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::input,
                fmt::format("{}: not enough memory for {} bytes", path.string(), size));
  }
  while (result.size < size) {
    const auto count =
        ::read(file.number(), result.storage.get() + result.size, size - result.size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse_unreadable(path, errno);
    if (count == 0) break;
    result.size += static_cast<std::size_t>(count);
  }
  return result;
}

}  // namespace mien::media
