#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>

#include "core/temporary_file.h"
#include "corpus/merge/data_files.h"
#include "corpus/parquet/sql_backend.h"
#include "corpus/run/part_rows.h"
#include "mien/core/error.h"
#include "report/result_csv.h"

namespace mien::corpus {

namespace fs = std::filesystem;

namespace {

/// The rows of one file of Parquet come from about so many bytes of CSV.
constexpr std::uint64_t bytes_in_file = 512'000'000;

/// The type of a column of faces.csv or inputs.csv.
std::string_view column_type(std::string_view name) {
  static const std::set<std::string_view> texts = {"file",      "error",   "gender", "emotion",
                                                   "ethnicity", "looking", "sha256", "identity"};
  static const std::set<std::string_view> numbers = {"input_id", "bytes"};
  static const std::set<std::string_view> counts = {"width", "height", "face", "faces"};
  if (texts.contains(name)) return "VARCHAR";
  if (numbers.contains(name)) return "BIGINT";
  return counts.contains(name) ? "INTEGER" : "DOUBLE";
}

std::vector<std::string> names_of(std::string_view header) {
  std::vector<std::string> names;
  while (!header.empty()) {
    const std::size_t end = std::min(header.find_first_of(",\n"), header.size());
    names.emplace_back(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
  }
  return names;
}

/// A table function that reads files of these columns.
std::string read_csv(const std::vector<fs::path>& files, const std::vector<std::string>& names) {
  std::string list;
  for (const fs::path& file : files) {
    list += (list.empty() ? "" : ", ") + sql_file(file.string());
  }
  std::string columns;
  for (const std::string& name : names) {
    columns += fmt::format("{}'{}': '{}'", columns.empty() ? "" : ", ", name, column_type(name));
  }
  return fmt::format(
      "read_csv([{}], auto_detect=false, header=false, delim=',', quote='\"', escape='\"', "
      "new_line='\\n', nullstr='', parallel=false, columns={{{}}})",
      list, columns);
}

/// Puts the answer of a query into a file of Parquet, whole or not at all.
void copy_to_parquet(const std::string& query, const fs::path& target, const Plan& plan) {
  TemporaryFile file(target, {.durable = true}, ".parquet");
  const std::string statement = fmt::format(
      "COPY ({}) TO {} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 131072, USE_TMP_FILE "
      "false, KV_METADATA {{mien_plan: '{}', mien_version: {}}})",
      query, sql_text(file.path().string()), plan.id, sql_text(plan.version));
  const std::string failure = sql_backend().run({&statement, 1});
  if (!failure.empty()) {
    throw Error(ErrorCode::output, fmt::format("{}: cannot write: {}", target.string(), failure));
  }
  file.commit();
}

}  // namespace

std::vector<DataFile> write_parquet_data(const RunFolder& run, const Plan& plan,
                                         const std::vector<PartFacts>& parts,
                                         const fs::path& folder) {
  (void)sql_backend();  // before anything is read
  const std::vector<std::string> row_names = names_of(result_csv_header());
  std::vector<std::string> face_names = {"input_id", "identity"};
  face_names.insert(face_names.end(), row_names.begin(), row_names.end());
  std::string shown = "input_id";
  for (const std::string& name : row_names) shown += fmt::format(", \"{}\"", name);
  if (plan.identity) {
    shown += ", list_transform(string_split(identity, ';'), lambda x: x::FLOAT) AS identity";
  }
  std::error_code ignored;
  fs::create_directories(folder / "faces", ignored);
  fs::create_directories(folder / "inputs", ignored);
  std::vector<DataFile> faces;
  std::vector<DataFile> inputs;
  for (auto first = parts.begin(); first != parts.end();) {
    auto last = first;
    std::uint64_t bytes = 0;
    std::vector<fs::path> face_files;
    std::vector<fs::path> input_files;
    const std::string name = fmt::format("part-{:05}.parquet", faces.size());
    DataFile face_file{"faces/" + name};
    DataFile input_file{"inputs/" + name};
    while (last != parts.end() && (last == first || bytes + last->face_bytes <= bytes_in_file)) {
      check_part(run, plan, *last);
      bytes += last->face_bytes;
      face_files.push_back(run.part(last->shard) / faces_file);
      input_files.push_back(run.part(last->shard) / inputs_file);
      face_file.rows += last->faces;
      input_file.rows += last->inputs;
      ++last;
    }
    copy_to_parquet(fmt::format("SELECT {} FROM {} WHERE face IS NOT NULL", shown,
                                read_csv(face_files, face_names)),
                    folder / face_file.name, plan);
    copy_to_parquet(fmt::format("SELECT * FROM {}", read_csv(input_files, names_of(input_columns))),
                    folder / input_file.name, plan);
    faces.push_back(face_file);
    inputs.push_back(input_file);
    first = last;
  }
  faces.insert(faces.end(), inputs.begin(), inputs.end());
  return faces;
}

}  // namespace mien::corpus
