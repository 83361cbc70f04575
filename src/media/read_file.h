#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

namespace mien::media {

/// The bytes of a file.
struct FileBytes {
  std::unique_ptr<std::byte[]> storage;
  std::size_t size = 0;

  [[nodiscard]] std::span<const std::byte> bytes() const { return {storage.get(), size}; }
};

/// Reads a whole regular file of up to 2 GiB. Never waits for a pipe or a device.
/// @throws Error (ErrorCode::input) that names the file and the reason.
[[nodiscard]] FileBytes read_file(const std::filesystem::path& path);

}  // namespace mien::media
