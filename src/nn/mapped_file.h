#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace mien {

/// A regular file as memory that is read from the disk where it is looked at. Whoever replaces such
/// a file must do so by a new one in its place (core/output_file.h), and not change its bytes.
class MappedFile {
 public:
  /// Maps nothing (`bytes` is empty) if there is no regular file of at most 1 GiB that can be read.
  explicit MappedFile(const std::filesystem::path& path);
  MappedFile() = default;
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] std::span<const std::byte> bytes() const { return {first_, size_}; }

 private:
  const std::byte* first_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace mien
