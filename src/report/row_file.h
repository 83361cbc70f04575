#pragma once

#include <filesystem>
#include <string_view>

#include "core/output_file.h"

namespace mien {

/// An output file of rows: each row is handed to the system at once, and none comes after the end.
class RowFile {
 public:
  explicit RowFile(const std::filesystem::path& path);

  /// @throws Error (ErrorCode::output), also if the file is finished
  void write(std::string_view rows);
  void write_at(long offset, std::string_view text);

  [[nodiscard]] bool finished() const { return finished_; }

  /// Puts the file in its place; a second call does nothing.
  void finish();

 private:
  std::filesystem::path path_;
  OutputFile file_;
  bool finished_ = false;
};

}  // namespace mien
