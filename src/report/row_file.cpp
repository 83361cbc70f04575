#include "report/row_file.h"

#include <fmt/format.h>

#include "mien/core/error.h"

namespace mien {

RowFile::RowFile(const std::filesystem::path& path) : path_(path), file_(path) {}

void RowFile::write(std::string_view rows) {
  if (finished_) {
    throw Error(ErrorCode::output,
                fmt::format("{}: expected no more rows after the end of the file, found one",
                            path_.string()));
  }
  file_.write(rows);
  file_.flush();
}

void RowFile::write_at(long offset, std::string_view text) { file_.write_at(offset, text); }

void RowFile::finish() {
  if (finished_) return;
  file_.commit();
  finished_ = true;
}

}  // namespace mien
