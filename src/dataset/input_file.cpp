#include "dataset/input_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/path_check.h"
#include "mien/core/error.h"
#include "models/digest.h"

namespace mien::dataset {

namespace {

constexpr std::uint64_t max_read = std::uint64_t{1} << 30;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& message) {
  throw Error(ErrorCode::input, fmt::format("{}: {}", path.string(), message));
}

}  // namespace

InputFile::InputFile(const std::filesystem::path& path) : path_(path) {
  refuse_zero_bytes(path, ErrorCode::input);
  // A pipe must not be waited for.
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) fail(path, fmt::format("cannot read it: {}", std::strerror(errno)));
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    fail(path, "expected a regular file, found another kind");
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

InputFile::~InputFile() { ::close(descriptor_); }

std::vector<std::byte> InputFile::read(std::uint64_t offset, std::uint64_t count) const {
  if (count > max_read) {
    fail(path_, fmt::format("expected a piece of at most {} bytes, found {}", max_read, count));
  }
  if (offset > size_ || count > size_ - offset) {
    fail(path_, fmt::format("expected {} bytes at {}, found the end of the file", count, offset));
  }
  std::vector<std::byte> bytes(count);
  for (std::size_t done = 0; done < count;) {
    const auto step =
        ::pread(descriptor_, bytes.data() + done, count - done, static_cast<off_t>(offset + done));
    if (step < 0 && errno == EINTR) continue;
    if (step < 0) fail(path_, fmt::format("cannot read it: {}", std::strerror(errno)));
    if (step == 0) fail(path_, "it became shorter while it was read");
    done += static_cast<std::size_t>(step);
  }
  return bytes;
}

std::string InputFile::sha256() const {
  models::Sha256 digest;
  constexpr std::uint64_t piece = 1 << 20;
  for (std::uint64_t at = 0; at < size_; at += piece) {
    digest.add(read(at, std::min(piece, size_ - at)));
  }
  return digest.hex();
}

}  // namespace mien::dataset
