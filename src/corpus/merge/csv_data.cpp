#include <fmt/format.h>

#include <memory>

#include "core/output_file.h"
#include "corpus/merge/data_files.h"
#include "corpus/run/part_rows.h"
#include "corpus/run/scan.h"
#include "mien/core/error.h"
#include "report/clip_rows.h"
#include "report/result_csv.h"

namespace mien::corpus {

namespace {

void compare(const std::filesystem::path& path, const std::string& actual,
             const std::string& expected) {
  if (actual == expected) return;
  throw Error(
      ErrorCode::input,
      fmt::format("{}: expected the file with the digest of its part, found another; remove "
                  "the part's folder, and work on the shard again",
                  path.string()));
}

/// A file of the data set, and the file of each part that its rows come from.
struct CsvTable {
  DataFile data;
  PartFile from;
  std::string header;
};

std::vector<CsvTable> csv_tables(bool clips) {
  std::vector<CsvTable> tables = {
      {{"faces.csv"}, PartFile::faces, result_csv_header()},
      {{"inputs.csv"}, PartFile::inputs, std::string(input_columns) + "\n"}};
  if (!clips) return tables;
  // As `mien analyze --csv faces.csv` names the rows of clips beside those of photos.
  tables.push_back({{"faces-clips.csv"}, PartFile::frames, frame_csv_header()});
  tables.push_back({{"tracks.csv"}, PartFile::tracks, track_csv_header()});
  tables.push_back({{"segments.csv"}, PartFile::segments, segment_csv_header()});
  return tables;
}

}  // namespace

void check_part(const RunFolder& run, const Plan& plan, const PartFacts& part) {
  const ShardRange& range = plan.shards.at(part.shard).range;
  for (const PartFile file : part_files) {
    const std::filesystem::path path = run.part(part.shard) / file_name(file);
    std::uint64_t next = range.first;
    const ScannedRecords scanned = scan_records(path, [&](std::string_view record) {
      if (file != PartFile::inputs) return;
      const std::uint64_t number = record_number(record, path.string());
      if (number != next) {
        throw Error(ErrorCode::input, fmt::format("{}: expected the row of input {}, found that "
                                                  "of {}",
                                                  path.string(), next, number));
      }
      ++next;
    });
    compare(path, scanned.sha256, part.files[file].sha256);
    const std::uint64_t rows = file == PartFile::inputs ? range.count : part.files[file].rows;
    if (scanned.records != rows) {
      throw Error(ErrorCode::input, fmt::format("{}: expected {} rows, found {}", path.string(),
                                                rows, scanned.records));
    }
  }
}

std::vector<DataFile> write_csv_data(const RunFolder& run, const Plan& plan,
                                     const std::vector<PartFacts>& parts,
                                     const std::filesystem::path& folder) {
  std::vector<CsvTable> tables = csv_tables(plan.clips > 0);
  std::vector<std::unique_ptr<OutputFile>> written;
  for (const CsvTable& table : tables) {
    written.push_back(std::make_unique<OutputFile>(folder / table.data.name));
    written.back()->write(table.header);
  }
  for (const PartFacts& part : parts) {
    check_part(run, plan, part);
    for (std::size_t i = 0; i < tables.size(); ++i) {
      CsvTable& table = tables[i];
      scan_records(run.part(part.shard) / file_name(table.from), [&](std::string_view record) {
        written[i]->write(behind_fields(record, own_fields(table.from)));
        ++table.data.rows;
      });
    }
  }
  std::vector<DataFile> files;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    written[i]->commit();
    files.push_back(tables[i].data);
  }
  return files;
}

}  // namespace mien::corpus
