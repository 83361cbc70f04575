#pragma once

#include <cstdio>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>

#include "core/temporary_file.h"

namespace mien {

/// A file that appears whole or not at all: written as a `TemporaryFile` beside its place, and
/// renamed by `commit`. Without `commit` the temporary file is removed. "-" is standard output, and
/// an existing special file (such as a pipe) is written directly.
class OutputFile {
 public:
  /// @throws Error (ErrorCode::output) if the file cannot be created.
  explicit OutputFile(const std::filesystem::path& path, const OutputOptions& options = {});
  ~OutputFile();
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// @throws Error (ErrorCode::output) that names the file and the reason, such as a full disk.
  void write(std::string_view text);
  void write(std::span<const std::byte> bytes);

  /// Overwrites bytes from `offset` on (for a header that is known last); regular files only.
  void write_at(long offset, std::string_view text);

  /// Hands what was written so far to the system (for standard output, so that rows are seen).
  void flush();

  /// Closes and renames into place.
  /// @throws Error (ErrorCode::output)
  void commit();

 private:
  [[noreturn]] void fail(std::string_view action);
  std::filesystem::path path_;
  std::optional<TemporaryFile> temporary_;  ///< absent if it is written directly
  std::FILE* file_ = nullptr;
};

/// Writes a whole file as `OutputFile` does.
void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes,
                const OutputOptions& options = {});
void write_file(const std::filesystem::path& path, std::string_view text,
                const OutputOptions& options = {});

}  // namespace mien
