#include "nn/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace mien {

MappedFile::MappedFile(const std::filesystem::path& path) {
  constexpr off_t largest = off_t{1} << 30;
  // A pipe is not waited for.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return;
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
      status.st_size <= largest) {
    const auto size = static_cast<std::size_t>(status.st_size);
    void* const memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (memory != MAP_FAILED) {
      first_ = static_cast<const std::byte*>(memory);
      size_ = size;
    }
  }
  ::close(descriptor);
}

MappedFile::~MappedFile() {
  if (first_ != nullptr) ::munmap(const_cast<std::byte*>(first_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : first_(std::exchange(other.first_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(first_, other.first_);
  std::swap(size_, other.size_);
  return *this;
}

}  // namespace mien
