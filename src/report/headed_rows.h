#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "report/row_file.h"

namespace mien {

/// Rows after a header, which also a file without rows has.
class HeadedRows {
 public:
  /// @param header with its line end
  HeadedRows(const std::filesystem::path& path, std::string header)
      : file_(path), header_(std::move(header)) {}

  /// @throws Error (ErrorCode::output), also if the file is finished
  void write(std::string_view rows) {
    file_.write(header_ + std::string(rows));
    header_.clear();
  }

  /// Puts the file in its place; a second call does nothing.
  void finish() {
    if (!file_.finished() && !header_.empty()) write("");
    file_.finish();
  }

 private:
  RowFile file_;
  std::string header_;
};

}  // namespace mien
