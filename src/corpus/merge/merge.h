#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "corpus/run/part.h"
#include "corpus/run/plan.h"

namespace mien::corpus {

/// What a data set is made of.
enum class DataFormat {
  /// faces/ and inputs/, with clips tracks/ and segments/, too: files of Parquet with zstd
  parquet,
  /// faces.csv and inputs.csv, with clips faces-clips.csv, tracks.csv and segments.csv, too: the
  /// rows of `mien analyze --csv`
  csv,
};

/// "parquet" or "csv".
[[nodiscard]] std::string_view to_string(DataFormat format);

/// The parts of a run that is done, one for each shard of the plan.
/// @throws Error (ErrorCode::input) that names the first ones that are missing, are of another
/// run, or are not named by the plan
[[nodiscard]] std::vector<PartFacts> all_parts(const RunFolder& run, const Plan& plan);

[[nodiscard]] RowCounts totals_of(const std::vector<PartFacts>& parts);

/// Makes one data set of all parts, in the order of the plan's list. Each part is compared with its
/// digest, and each input must have its row. _manifest.json, which names all files, comes last; a
/// folder that has the manifest of this plan and format stays as it is.
/// @throws Error (ErrorCode::input) as `all_parts`, and for a damaged part; (setup) if there is no
/// module for Parquet; (usage) if the folder has other files; (output)
RowCounts merge_parts(const RunFolder& run, const Plan& plan, const std::filesystem::path& folder,
                      DataFormat format);

}  // namespace mien::corpus
