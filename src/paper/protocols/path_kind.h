#pragma once

#include <filesystem>
#include <system_error>

namespace mien::paper {

/// Whether a path is there and is a file; what cannot be looked at is none.
[[nodiscard]] inline bool is_file(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored);
}

/// Whether a path is there and is a folder; what cannot be looked at is none.
[[nodiscard]] inline bool is_folder(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

}  // namespace mien::paper
