#include "core/regular_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>

#include "core/descriptor.h"
#include "core/path_check.h"

namespace mien {

namespace {

template <typename Content>
Content read_whole(const std::filesystem::path& path, std::size_t limit, std::string_view expected,
                   ErrorCode code) {
  const auto fail = [&](std::string_view actual) {
    throw Error(code, fmt::format("{}: expected {}, found {}", path.string(), expected, actual));
  };
  const auto check_kind = [&](const struct stat& status) {
    if (!S_ISREG(status.st_mode)) fail(kind_of(status.st_mode));
  };
  const auto unreadable = [&] {
    constexpr std::string_view problem = "no file that can be read";
    fail(errno == ENOENT ? std::string(problem)
                         : fmt::format("{}: {}", problem, std::strerror(errno)));
  };
  refuse_zero_bytes(path, code);
  struct stat status {};
  // Opening a device may have effects, and a pipe may take its place after the first look.
  if (::stat(path.c_str(), &status) != 0) unreadable();
  check_kind(status);
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) unreadable();
  check_kind(status);
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > limit) {
    throw Error(code, fmt::format("{}: expected {} of at most {} bytes, found {}", path.string(),
                                  expected, limit, size));
  }
  Content content;
  try {
    content.resize(size);
  } catch (const std::bad_alloc&) {
    throw Error(code, fmt::format("{}: not enough memory for {} bytes", path.string(), size));
  }
  std::size_t done = 0;
  while (done < size) {
    const auto count = ::read(file.number(), content.data() + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) unreadable();
    if (count == 0) break;  // it has become shorter
    done += static_cast<std::size_t>(count);
  }
  content.resize(done);
  return content;
}

}  // namespace

std::vector<std::byte> read_regular_file(const std::filesystem::path& path, std::size_t limit,
                                         std::string_view expected, ErrorCode code) {
  return read_whole<std::vector<std::byte>>(path, limit, expected, code);
}

std::string read_regular_text(const std::filesystem::path& path, std::size_t limit,
                              std::string_view expected, ErrorCode code) {
  return read_whole<std::string>(path, limit, expected, code);
}

}  // namespace mien
