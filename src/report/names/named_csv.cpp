#include <fmt/format.h>

#include <string>

#include "mien/core/error.h"
#include "mien/report/csv_names.h"
#include "report/headed_rows.h"
#include "report/names/named_columns.h"

namespace mien {

namespace {

class NamedPhotoWriter final : public ResultWriter {
 public:
  NamedPhotoWriter(const std::filesystem::path& path, CsvNames names)
      : columns_(photo_columns(names)), rows_(path, header_line(columns_)) {}

  void write(const ImageResult& result) override {
    NamedRow row{.input = result.file,
                 .error = result.error,
                 .frame = photos_,
                 .width = result.width,
                 .height = result.height};
    std::string rows;
    if (result.faces.empty()) rows = line_of(columns_, row);
    for (const Face& face : result.faces) {
      row.reading = &face;
      rows += line_of(columns_, row);
      ++row.face;
    }
    rows_.write(rows);
    ++photos_;
  }

  void finish() override { rows_.finish(); }

 private:
  std::span<const NamedColumn> columns_;
  HeadedRows rows_;
  std::int64_t photos_ = 0;
};

class NamedFrameWriter final : public ClipWriter {
 public:
  NamedFrameWriter(const std::filesystem::path& path, CsvNames names)
      : columns_(clip_columns(names)), rows_(path, header_line(columns_)) {}

  void write(const std::string& clip, const FrameFaces& frame) override {
    NamedRow row{.input = clip, .frame = frame.index, .seconds = frame.seconds};
    std::string rows;
    if (frame.faces.empty()) rows = line_of(columns_, row);
    for (const TrackedFace& face : frame.faces) {
      row.person = face.track;
      row.reading = &face.face;
      rows += line_of(columns_, row);
    }
    rows_.write(rows);
  }

  void write(const ClipSummary& clip) override {
    const std::string& problem = clip.error.empty() ? clip.damage : clip.error;
    if (problem.empty()) return;
    rows_.write(line_of(columns_, {.input = clip.clip, .error = problem, .seconds = clip.begin}));
  }

  void finish() override { rows_.finish(); }

 private:
  std::span<const NamedColumn> columns_;
  HeadedRows rows_;
};

}  // namespace

CsvNames csv_names(std::string_view text) {
  if (text == "mien") return CsvNames::mien;
  if (text == "feat") return CsvNames::feat;
  if (text == "openface") return CsvNames::openface;
  throw Error(ErrorCode::usage,
              fmt::format("expected mien, feat or openface as names of columns, found {}", text));
}

std::unique_ptr<ResultWriter> make_csv_writer(const std::filesystem::path& path, CsvNames names) {
  if (names == CsvNames::mien) return make_csv_writer(path);
  return std::make_unique<NamedPhotoWriter>(path, names);
}

std::unique_ptr<ClipWriter> make_frame_csv_writer(const std::filesystem::path& path,
                                                  CsvNames names) {
  if (names == CsvNames::mien) return make_frame_csv_writer(path);
  return std::make_unique<NamedFrameWriter>(path, names);
}

}  // namespace mien
