#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mien::dataset {

/// A regular file that is read in pieces, by several threads at once.
class InputFile {
 public:
  /// @throws Error (ErrorCode::input) if it is no regular file or cannot be opened
  explicit InputFile(const std::filesystem::path& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }

  /// `count` bytes from `offset` on.
  /// @throws Error (ErrorCode::input) if the file ends before, or it is over 1 GiB
  [[nodiscard]] std::vector<std::byte> read(std::uint64_t offset, std::uint64_t count) const;

  /// SHA-256 of all bytes, hexadecimal.
  [[nodiscard]] std::string sha256() const;

 private:
  std::filesystem::path path_;
  std::uint64_t size_ = 0;
  int descriptor_ = -1;
};

}  // namespace mien::dataset
