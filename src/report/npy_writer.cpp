#include <fmt/format.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <system_error>

#include "core/npy_format.h"
#include "core/path_check.h"
#include "mien/core/error.h"
#include "mien/report/result_writer.h"
#include "report/csv.h"
#include "report/row_file.h"

namespace mien {

namespace {

namespace fs = std::filesystem;

void append_little_endian(std::string& bytes, float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  for (unsigned shift = 0; shift < 32; shift += 8) {
    bytes += static_cast<char>((bits >> shift) & 0xFFU);
  }
}

fs::path regular_file(const fs::path& path) {
  refuse_zero_bytes(path, ErrorCode::output);
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (path == "-" || (fs::exists(status) && !fs::is_regular_file(status))) {
    throw Error(ErrorCode::output,
                fmt::format("{}: expected a regular file for the features, since the number of "
                            "rows is written at the end, found {}",
                            path.string(), path == "-" ? "standard output" : "another kind"));
  }
  return path;
}

class NpyWriter final : public ResultWriter {
 public:
  NpyWriter(const fs::path& path, std::size_t features)
      : path_(regular_file(path)),
        data_(path),
        index_(fs::path(path) += ".csv"),
        features_(features) {
    data_.write(npy_file_start(0, features));
    index_.write("row,file,face\n");
  }

  void write(const ImageResult& result) override {
    std::string data;
    std::string index;
    std::size_t rows = rows_;
    for (std::size_t i = 0; i < result.faces.size(); ++i) {
      const std::vector<float>& feature = result.faces[i].identity;
      if (feature.empty()) continue;
      if (features_ == 0) features_ = feature.size();
      if (feature.size() != features_) {
        throw Error(ErrorCode::model,
                    fmt::format("{}: {}: expected a feature of {} numbers, found {}",
                                path_.string(), result.file, features_, feature.size()));
      }
      for (const float value : feature) append_little_endian(data, value);
      index += fmt::format("{},{},{}\n", rows++, csv_file_name(result.file), i);
    }
    data_.write(data);
    index_.write(index);
    rows_ = rows;
  }

  void finish() override {
    if (data_.finished()) return;
    data_.write_at(0, npy_file_start(rows_, features_));
    index_.finish();
    data_.finish();
  }

 private:
  fs::path path_;
  RowFile data_;
  RowFile index_;
  std::size_t features_;
  std::size_t rows_ = 0;
};

}  // namespace

std::unique_ptr<ResultWriter> make_npy_writer(const fs::path& path, int features) {
  if (features < 0) {
    throw Error(ErrorCode::usage,
                fmt::format("expected at least 0 numbers a feature, found {}", features));
  }
  return std::make_unique<NpyWriter>(path, static_cast<std::size_t>(features));
}

}  // namespace mien
