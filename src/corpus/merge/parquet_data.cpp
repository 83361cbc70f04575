#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <set>
#include <string_view>

#include "core/temporary_file.h"
#include "corpus/merge/data_files.h"
#include "corpus/parquet/sql_backend.h"
#include "corpus/run/part_rows.h"
#include "mien/core/error.h"
#include "report/clip_rows.h"
#include "report/result_csv.h"

namespace mien::corpus {

namespace fs = std::filesystem;

namespace {

/// The rows of one file of Parquet come from about so many bytes of CSV.
constexpr std::uint64_t bytes_in_file = 512'000'000;

/// The type of a column of a part's files.
std::string_view column_type(std::string_view name) {
  static const std::set<std::string_view> texts = {
      "file", "error",  "gender",   "emotion", "ethnicity", "looking", "sha256",
      "clip", "damage", "dominant", "label",   "kind",      "identity"};
  static const std::set<std::string_view> numbers = {
      "input_id", "bytes", "frame", "frames", "frames_used", "frames_with_face", "clip_frames"};
  static const std::set<std::string_view> counts = {
      "width", "height", "face", "faces", "track", "detected", "segments", "changes", "tracks"};
  if (texts.contains(name)) return "VARCHAR";
  if (numbers.contains(name)) return "BIGINT";
  return counts.contains(name) ? "INTEGER" : "DOUBLE";
}

using Names = std::vector<std::string>;

std::vector<std::string> names_of(std::string_view header) {
  std::vector<std::string> names;
  while (!header.empty()) {
    const std::size_t end = std::min(header.find_first_of(",\n"), header.size());
    names.emplace_back(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
  }
  return names;
}

Names joined(std::initializer_list<Names> lists) {
  Names all;
  for (const Names& names : lists) all.insert(all.end(), names.begin(), names.end());
  return all;
}

/// What reads files of these columns; a table without rows where there are none.
std::string rows_of(const std::vector<fs::path>& files, const Names& names) {
  std::string list;
  for (const fs::path& file : files) {
    list += (list.empty() ? "" : ", ") + sql_file(file.string());
  }
  std::string columns;
  for (const std::string& name : names) {
    columns += columns.empty() ? "" : ", ";
    columns += files.empty() ? fmt::format("NULL::{} AS \"{}\"", column_type(name), name)
                             : fmt::format("'{}': '{}'", name, column_type(name));
  }
  if (files.empty()) return fmt::format("(SELECT {} WHERE false)", columns);
  return fmt::format(
      "read_csv([{}], auto_detect=false, header=false, delim=',', quote='\"', escape='\"', "
      "new_line='\\n', nullstr='', parallel=false, columns={{{}}})",
      list, columns);
}

/// The columns of a table of faces, in which photos and clips leave each other's empty.
/// @param own the columns that the rows have
std::string shown_columns(const Names& names, const Names& own, bool identity) {
  std::string shown;
  for (const std::string& name : names) {
    const bool known = std::ranges::count(own, name) > 0;
    shown += shown.empty() ? "" : ", ";
    if (known) {
      shown += fmt::format("\"{}\"", name);
    } else if (name == "file") {
      shown += R"("clip" AS "file")";
    } else {
      shown += fmt::format("NULL::{} AS \"{}\"", column_type(name), name);
    }
  }
  if (identity) {
    shown += ", list_transform(string_split(identity, ';'), lambda x: x::FLOAT) AS identity";
  }
  return shown;
}

/// Faces of photos, behind them those of clips: the order of the inputs in the list. Inputs and
/// frames without a face have no row.
std::string faces_query(const std::vector<fs::path>& photos, const std::vector<fs::path>& clips,
                        bool identity) {
  const Names own = {"input_id", "identity"};
  const Names photo_names = joined({own, names_of(result_csv_header())});
  const Names clip_names = joined({own, names_of(frame_csv_header())});
  const Names names = joined(
      {{"input_id"}, names_of(result_csv_header()), {"frame", "seconds", "track", "detected"}});
  return fmt::format(
      "SELECT {} FROM {} WHERE face IS NOT NULL UNION ALL SELECT {} FROM {} WHERE track IS NOT "
      "NULL",
      shown_columns(names, photo_names, identity), rows_of(photos, photo_names),
      shown_columns(names, clip_names, identity), rows_of(clips, clip_names));
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

/// The parts whose rows go into one file of each table.
struct PartGroup {
  std::vector<const PartFacts*> parts;
  OfPartFiles<std::vector<fs::path>> files;  ///< those that have rows
  RowCounts counts;
};

std::vector<PartGroup> part_groups(const RunFolder& run, const std::vector<PartFacts>& parts) {
  std::vector<PartGroup> groups;
  std::uint64_t bytes_of_group = 0;
  for (const PartFacts& part : parts) {
    const std::uint64_t bytes =
        part.files[PartFile::faces].bytes + part.files[PartFile::frames].bytes;
    if (groups.empty() || bytes_of_group + bytes > bytes_in_file) {
      groups.emplace_back();
      bytes_of_group = 0;
    }
    bytes_of_group += bytes;
    groups.back().parts.push_back(&part);
    groups.back().counts += part.counts;
    for (const PartFile file : part_files) {
      if (part.files[file].rows == 0) continue;
      groups.back().files[file].push_back(run.part(part.shard) / file_name(file));
    }
  }
  return groups;
}

}  // namespace

std::vector<DataFile> write_parquet_data(const RunFolder& run, const Plan& plan,
                                         const std::vector<PartFacts>& parts,
                                         const fs::path& folder) {
  (void)sql_backend();  // before anything is read
  std::vector<DataFile> files;
  const auto write = [&](std::string_view table, std::size_t group, std::uint64_t rows,
                         const std::string& query) {
    std::error_code ignored;
    fs::create_directories(folder / table, ignored);
    files.push_back({fmt::format("{}/part-{:05}.parquet", table, group), rows});
    copy_to_parquet(query, folder / files.back().name, plan);
  };
  const std::vector<PartGroup> groups = part_groups(run, parts);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto& from = groups[i].files;
    const RowCounts& counts = groups[i].counts;
    for (const PartFacts* part : groups[i].parts) check_part(run, plan, *part);
    write("faces", i, counts.faces,
          faces_query(from[PartFile::faces], from[PartFile::frames], plan.identity));
    write("inputs", i, counts.inputs,
          "SELECT * FROM " + rows_of(from[PartFile::inputs], names_of(input_columns)));
    if (counts.clips == 0) continue;
    write("tracks", i, counts.tracks,
          fmt::format("SELECT * FROM {} WHERE track IS NOT NULL",
                      rows_of(from[PartFile::tracks],
                              joined({{"input_id"}, names_of(track_csv_header())}))));
    write("segments", i, counts.segments,
          "SELECT * FROM " + rows_of(from[PartFile::segments],
                                     joined({{"input_id"}, names_of(segment_csv_header())})));
  }
  return files;
}

}  // namespace mien::corpus
