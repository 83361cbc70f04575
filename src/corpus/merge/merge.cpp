#include "corpus/merge/merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "core/counted.h"
#include "core/output_file.h"
#include "core/regular_file.h"
#include "corpus/merge/data_files.h"
#include "dataset/input_file.h"
#include "mien/core/error.h"

namespace mien::corpus {

namespace fs = std::filesystem;

namespace {

constexpr const char* manifest_name = "_manifest.json";
constexpr const char* data_format = "mien corpus data 2";

/// "shards 3, 7 and 12" or "shards 3, 7, 12 and 5 more".
std::string shard_list(const std::vector<std::size_t>& shards) {
  constexpr std::size_t most_shown = 5;
  std::string text = shards.size() == 1 ? "shard " : "shards ";
  for (std::size_t i = 0; i < std::min(shards.size(), most_shown); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(shards[i]);
  }
  if (shards.size() > most_shown) text += fmt::format(" and {} more", shards.size() - most_shown);
  return text;
}

void refuse_foreign_parts(const RunFolder& run, const Plan& plan) {
  std::set<std::string> known;
  for (std::size_t shard = 0; shard < plan.shards.size(); ++shard) known.insert(shard_name(shard));
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(run.parts(), ignored)) {
    if (known.contains(entry.path().filename().string())) continue;
    throw Error(ErrorCode::input,
                fmt::format("{}: expected parts of the plan's {}, found another file",
                            entry.path().string(), counted(plan.shards.size(), "shard")));
  }
}

/// Whether the folder has the data set already.
bool has_manifest(const fs::path& folder, const Plan& plan, DataFormat format) {
  const fs::path path = folder / manifest_name;
  if (!fs::exists(path)) return false;
  constexpr std::size_t longest = std::size_t{64} << 20;
  const std::string text =
      read_regular_text(path, longest, "the manifest of a data set", ErrorCode::input);
  const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
  const bool same = json.is_object() && json.value("format", "") == data_format &&
                    json.value("plan", "") == plan.id &&
                    json.value("data", "") == to_string(format);
  if (same) return true;
  throw Error(ErrorCode::usage,
              fmt::format("{}: expected a new folder or the data set of this run, found another "
                          "data set",
                          folder.string()));
}

/// What a merge that was killed may have left is no obstacle.
void refuse_strange_files(const fs::path& folder) {
  static const std::set<std::string> own = {"faces",      "inputs",     "tracks",
                                            "segments",   "faces.csv",  "faces-clips.csv",
                                            "inputs.csv", "tracks.csv", "segments.csv"};
  std::error_code ignored;
  remove_leftovers(folder);
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    if (own.contains(entry.path().filename().string())) continue;
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected a new or an empty folder, found {} in it",
                            folder.string(), entry.path().filename().string()));
  }
  for (const std::string& name : own) fs::remove_all(folder / name, ignored);
}

void write_manifest(const fs::path& folder, const Plan& plan, DataFormat format,
                    const RowCounts& totals, const std::vector<DataFile>& files) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const DataFile& file : files) {
    const dataset::InputFile written(folder / file.name);
    list.push_back({{"file", file.name},
                    {"rows", file.rows},
                    {"bytes", written.size()},
                    {"sha256", written.sha256()}});
  }
  const nlohmann::ordered_json json = {{"format", data_format},
                                       {"plan", plan.id},
                                       {"mien", plan.version},
                                       {"data", to_string(format)},
                                       {"inputs", totals.inputs},
                                       {"clips", totals.clips},
                                       {"faces", totals.faces},
                                       {"errors", totals.errors},
                                       {"tracks", totals.tracks},
                                       {"segments", totals.segments},
                                       {"files", list}};
  write_file(folder / manifest_name, json.dump(1) + "\n", {.durable = true});
}

}  // namespace

std::string_view to_string(DataFormat format) {
  return format == DataFormat::parquet ? "parquet" : "csv";
}

std::vector<PartFacts> all_parts(const RunFolder& run, const Plan& plan) {
  refuse_foreign_parts(run, plan);
  std::vector<std::size_t> missing;
  std::vector<PartFacts> parts;
  for (std::size_t shard = 0; shard < plan.shards.size(); ++shard) {
    if (!part_exists(run, shard)) {
      missing.push_back(shard);
    } else {
      parts.push_back(read_part_facts(run, plan, shard));
    }
  }
  if (missing.empty()) return parts;
  throw Error(ErrorCode::input, fmt::format("{}: expected a part for each of {}, found none for {}",
                                            run.path.string(), counted(plan.shards.size(), "shard"),
                                            shard_list(missing)));
}

RowCounts totals_of(const std::vector<PartFacts>& parts) {
  RowCounts totals;
  for (const PartFacts& part : parts) totals += part.counts;
  return totals;
}

RowCounts merge_parts(const RunFolder& run, const Plan& plan, const fs::path& folder,
                      DataFormat format) {
  const std::vector<PartFacts> parts = all_parts(run, plan);
  const RowCounts totals = totals_of(parts);
  if (has_manifest(folder, plan, format)) return totals;
  refuse_strange_files(folder);
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) {
    throw Error(ErrorCode::output,
                fmt::format("{}: cannot make this folder: {}", folder.string(), failure.message()));
  }
  const std::vector<DataFile> files = format == DataFormat::csv
                                          ? write_csv_data(run, plan, parts, folder)
                                          : write_parquet_data(run, plan, parts, folder);
  write_manifest(folder, plan, format, totals, files);
  return totals;
}

}  // namespace mien::corpus
