#include <fmt/format.h>

#include "core/output_file.h"
#include "corpus/merge/data_files.h"
#include "corpus/run/part_rows.h"
#include "corpus/run/scan.h"
#include "mien/core/error.h"
#include "report/result_csv.h"

namespace mien::corpus {

namespace {

void compare(const std::filesystem::path& path, const std::string& found,
             const std::string& expected) {
  if (found == expected) return;
  throw Error(
      ErrorCode::input,
      fmt::format("{}: expected the file with the digest of its part, found another; remove "
                  "the part's folder, and work on the shard again",
                  path.string()));
}

}  // namespace

void check_part(const RunFolder& run, const Plan& plan, const PartFacts& part) {
  const std::filesystem::path folder = run.part(part.shard);
  const ShardRange& range = plan.shards.at(part.shard).range;
  const std::filesystem::path inputs = folder / inputs_file;
  std::uint64_t next = range.first;
  const ScannedRecords input_rows = scan_records(inputs, [&](std::string_view record) {
    const std::uint64_t number = record_number(record, inputs.string());
    if (number != next) {
      throw Error(ErrorCode::input,
                  fmt::format("{}: expected the row of input {}, found that of {}", inputs.string(),
                              next, number));
    }
    ++next;
  });
  compare(inputs, input_rows.sha256, part.input_sha256);
  if (input_rows.records != range.count) {
    throw Error(ErrorCode::input, fmt::format("{}: expected {} rows, found {}", inputs.string(),
                                              range.count, input_rows.records));
  }
  const std::filesystem::path faces = folder / faces_file;
  const ScannedRecords face_rows = scan_records(faces, [](std::string_view) {});
  compare(faces, face_rows.sha256, part.face_sha256);
}

std::vector<DataFile> write_csv_data(const RunFolder& run, const Plan& plan,
                                     const std::vector<PartFacts>& parts,
                                     const std::filesystem::path& folder) {
  constexpr int own_fields = 2;  // the number of the input, and the identity feature
  std::vector<DataFile> files = {{faces_file}, {inputs_file}};
  OutputFile faces(folder / faces_file);
  OutputFile inputs(folder / inputs_file);
  faces.write(result_csv_header());
  inputs.write(std::string(input_columns) + "\n");
  for (const PartFacts& part : parts) {
    check_part(run, plan, part);
    const std::filesystem::path from = run.part(part.shard);
    scan_records(from / faces_file, [&](std::string_view record) {
      faces.write(behind_fields(record, own_fields));
      ++files[0].rows;
    });
    scan_records(from / inputs_file, [&](std::string_view record) {
      inputs.write(record);
      ++files[1].rows;
    });
  }
  faces.commit();
  inputs.commit();
  return files;
}

}  // namespace mien::corpus
